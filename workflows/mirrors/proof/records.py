"""The record of a takedown: what was seen where and when, signed, to hand to others."""

import json
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.formats import encode_canonical
from securesystemslib.signer import CryptoSigner, Signature
from tuf.api.metadata import Metadata, Root
from tuf.api.serialization import DeserializationError

from pages import clock
from pages.public.forms import timestamp
from pages.refusals import SaysItself
from workflows.mirrors import following
from workflows.mirrors.models import TakedownRecord
from workflows.mirrors.nudge import nudge_signer
from workflows.mirrors.proof import keys, layout, roots
from workflows.press.models import Edition

FRESH = timedelta(minutes=1)  # later, what is said may be other than what is
KIND = "masthead-takedown"  # no type of The Update Framework: the same key signs both


class RecordForged(SaysItself, ValueError):
    says = _("This is no record that the key of this root has signed.")


class NobodySigns(SaysItself, RuntimeError):
    says = _(
        "Where it should be signed there is no signing key. Run tuf_init there:"
        " docs/proof.md."
    )


def of_takedown(edition: Edition) -> TakedownRecord:
    """Return the record as it stood a minute ago at most, or a wish for one, yet unsigned.

    What it says is up to who signs it. No headline, address or slug of the story is in it.
    """
    now = clock.now()
    there = TakedownRecord.objects.filter(pk=edition.pk, said_at__gt=now - FRESH)
    if record := there.first():
        return record
    new = {"said": {}, "said_at": now, "signature": None, "refusal": ""}
    record, _new = TakedownRecord.objects.update_or_create(new, pk=edition.pk)
    nudge_signer()
    return record


def as_file(record: TakedownRecord) -> bytes:
    """Return a signed record as JSON, to hand out: what is said, and the signature."""
    said = {"signed": record.said, "signatures": [record.signature]}
    return json.dumps(said, indent=2).encode()


def sign() -> int:
    """Compose and sign the records that are wanted, or note why not; return how many.

    Nothing is signed that lay in the table: the same key signs the head, and who wrote
    the row does not have it.
    """
    waiting = TakedownRecord.objects.unsigned()
    if not waiting.exists():
        return 0
    try:
        signer = _signer()
    except SaysItself as error:
        waiting.update(refusal=str(error))
        return 0
    with transaction.atomic():
        wanted = waiting.select_for_update().order_by("pk").in_bulk()
        editions = Edition.objects.takedowns().in_bulk(wanted)
        for key, edition in editions.items():
            _sign(wanted[key], edition, signer)
    return len(editions)


def read(record: bytes, root: bytes) -> dict[str, Any]:
    """Return what a record says, if a key that `root` names for the head signed it.

    Args:
        record: the file.
        root: `root.json`, of the time at which the record was made.

    Raises:
        RecordForged: it is something else, or somebody changed it.
    """
    try:
        trusted = Metadata[Root].from_bytes(root).signed
        found = json.loads(record)
        said, written = found["signed"], found["signatures"]
        signatures = [Signature.from_dict(one) for one in written]
        known = trusted.roles[layout.TIMESTAMP].keyids
        (signature,) = (one for one in signatures if one.keyid in known)
        trusted.keys[signature.keyid].verify_signature(signature, _canonical(said))
    except (DeserializationError, ValueError, KeyError, TypeError) as error:
        raise RecordForged from error
    except UnverifiedSignatureError as error:
        raise RecordForged from error
    if said.get("_type") != KIND:
        raise RecordForged
    return dict(said)


def _sign(record: TakedownRecord, edition: Edition, signer: CryptoSigner) -> None:
    record.said_at, record.said = clock.now(), _said(edition)
    record.signature = signer.sign(_canonical(record.said)).to_dict()
    record.refusal = ""
    record.save()


def _signer() -> CryptoSigner:
    signer = keys.online()
    if signer is None:
        raise NobodySigns
    roots.check(signer)
    return signer


def _said(edition: Edition) -> dict[str, Any]:
    progress = following.of_takedown(edition)
    return {
        "_type": KIND,
        "edition": edition.number,
        "story": edition.page_id,
        "action": edition.action,
        "reason": edition.reason,
        "at": timestamp(edition.at),
        "made_at": timestamp(clock.now()),
        "over": progress.is_done,
        "mirrors": [_mirror(one) for one in progress.mirrors],
    }


def _mirror(one: following.Following) -> dict[str, Any]:
    return {
        "name": one.mirror.name,
        "url": one.mirror.public_url,
        "state": one.mirror.state,
        "owed_files": one.own + one.showing,
        "unseen_files": one.unseen,
        "seen_without_it_at": timestamp(one.seen_at),
        "silent_since": timestamp(one.mirror.unseen_since),
    }


def _canonical(said: dict[str, Any]) -> bytes:
    return str(encode_canonical(said)).encode()
