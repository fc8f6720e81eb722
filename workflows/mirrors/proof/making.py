"""Make manifests: what is due is written into the tree, and its bin is to be signed."""

import hashlib
from datetime import datetime

from pages.models.document import State
from workflows.mirrors.models import Target
from workflows.mirrors.proof import outdated
from workflows.mirrors.proof.layout import FOLDER
from workflows.mirrors.proof.manifest import Manifest, manifests, page_id_of
from workflows.press.tree import TreeChange

BATCH = 100  # written under the tree's lock in one go
# No browser reads one: packed forms would make three files of each small one.
MANIFEST = "application/vnd.masthead.manifest+json"
COLUMNS = ("digest", "length", "edition", "state", "due", "unsigned")


def make(change: TreeChange, now: datetime) -> None:
    """Put the next manifests that are due into the tree. Hold its lock when you call this."""
    due = list(Target.objects.due()[:BATCH])
    made = manifests([one.name for one in due])
    before = {one.path for one in due if one.digest}
    for target in due:
        target.due = False
        if manifest := made.get(target.name):
            _take(target, manifest)
    files = {one.path: made[one.name].data for one in due if one.name in made}
    change.put_below(FOLDER, files, MANIFEST)
    Target.objects.bulk_create(
        due, update_conflicts=True, unique_fields=["name"], update_fields=COLUMNS
    )
    after = {one.path for one in due if one.digest}
    outdated.note(before - after, at=now)
    outdated.used_again(after - before)
    outdated.hurry([page_id_of(one.name) for one in due if one.state == State.KILLED])


def _take(target: Target, manifest: Manifest) -> None:
    digest = hashlib.sha256(manifest.data).hexdigest()
    target.unsigned = target.unsigned or target.digest != digest
    target.digest, target.length = digest, len(manifest.data)
    target.edition, target.state = manifest.edition, manifest.state
