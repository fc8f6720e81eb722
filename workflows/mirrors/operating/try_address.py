"""Whether a public address shows what lies in the storage: with a small file, before any sync."""

from hashlib import sha256
from secrets import token_hex

from django.utils.translation import gettext as _

from workflows.mirrors.drivers import Copy
from workflows.mirrors.models import Mirror
from workflows.mirrors.observing.answers import Asker, Silent
from workflows.mirrors.observing.silence import note_answer, note_silence
from workflows.press.editions import newest_number
from workflows.press.models import CacheClass


def try_address(mirror: Mirror) -> bool:
    """Put a file with random words into the storage, ask the address for it, remove it.

    What was found is noted at the mirror, as after any look. Nobody else may be
    carrying it: it is new.

    Returns:
        Whether the address showed it.

    Raises:
        workflows.mirrors.errors.MirrorFailed: the storage does not work.
        workflows.mirrors.errors.FileFailed: it does not take such a file.
    """
    edition, said = newest_number(), token_hex(32).encode()
    path = f"/.well-known/masthead-{token_hex(8)}.txt"
    copy = Copy(
        path=path,
        edition=edition,
        data=said,
        media_type="text/plain; charset=utf-8",
        cache=CacheClass.PAGE,
    )
    with mirror.driver() as driver:
        driver.put(copy)
        try:
            driver.flush()
            _ask(mirror, path, said)
        except Silent as error:
            note_silence(mirror, error)
            return False
        finally:
            driver.delete(path, edition=edition)
            driver.flush()
    note_answer(mirror)
    return True


def _ask(mirror: Mirror, path: str, said: bytes) -> None:
    answer = Asker(mirror.public_url).ask(path, size=len(said))
    if answer.status != 200:
        raise Silent(
            _("Asked for a file that lies in the storage, it answers %d.")
            % answer.status
        )
    if answer.digest != sha256(said).hexdigest():
        raise Silent(_("Asked for a file that lies in the storage, it shows another."))
