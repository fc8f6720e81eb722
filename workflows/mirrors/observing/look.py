"""Compare what a file's address shows with the published tree."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from workflows.mirrors.observing.addresses import (
    NOT_FOUND,
    Answer,
    hides,
    hiding,
    showing,
    shows,
)
from workflows.mirrors.observing.answers import Asker, Silent
from workflows.mirrors.proof import layout
from workflows.press import store
from workflows.press.models import PublishedFile

BROWSERS = ("br, gzip",)  # what most readers are sent
EACH = ("identity", "gzip", "br")  # every form that lies there


def look(asker: Asker, path: str, *, forms: Sequence[str] = BROWSERS) -> str:
    """Return what is wrong at the address of `path`, in words; empty if nothing is.

    Args:
        asker: asks the mirror.
        path: of the published tree.
        forms: values of Accept-Encoding, each of which is tried for a text.

    Raises:
        Silent: the address does not answer, not even where the head lies, so nothing
            is known. One file that fails by itself is wrong, and keeps no other unseen.
    """
    try:
        return _look(asker, path, forms)
    except Silent as error:
        if not asker.is_answered(layout.HEAD):
            raise
        return str(error)


def _look(asker: Asker, path: str, forms: Sequence[str]) -> str:
    file = PublishedFile.objects.filter(path=path).first()
    if file is None or file.gone:
        return _look_for_nothing(asker, path)
    texts = file.type.startswith(store.COMPRESSIBLE)
    for encoding in forms if texts else ("identity",):
        if wrong := _look_for(asker, file, encoding):
            return wrong
    return ""


def _look_for(asker: Asker, file: PublishedFile, encoding: str) -> str:
    answers: list[Answer] = []
    for address in showing(file.path):
        answer = asker.ask(address, encoding=encoding, size=file.size)
        if shows(answer, file.digest):
            return ""
        answers.append(answer)
        if answer.status == 200:  # something else, where readers look first
            break
    status = answers[0].status
    if status == 200:
        return _("It shows something else (%s).") % encoding
    return _("It answers %d.") % status


def _look_for_nothing(asker: Asker, path: str) -> str:
    answers = [asker.ask(address) for address in hiding(path)]
    page = PublishedFile.objects.standing().filter(path=NOT_FOUND).first()
    if hides(answers, page.digest if page else ""):
        return ""
    status = next(one.status for one in answers if one.status < 400)
    return _("It is still there (%d).") % status
