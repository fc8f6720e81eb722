"""A push: signed requests to a receiver, which refuses whatever is older than what it has."""

import os
import time
from collections.abc import Iterator, Mapping
from secrets import token_hex
from typing import ClassVar, Self
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from workflows import egress, signing
from workflows.mirrors.drivers.base import (
    WRITE_SECONDS,
    Capabilities,
    Copy,
    Credential,
    Fence,
)
from workflows.mirrors.drivers.paths import readable, split
from workflows.mirrors.errors import FileFailed, MirrorFailed
from workflows.mirrors.folders import MOST
from workflows.mirrors.receiver.claims import HEADER, Claim, Verb, forms_of

DONE, FOUND, NEWER = 204, 200, 409
PROBE = "/masthead-probe.txt"
LISTING = 64 * 2**20  # bytes of all paths together


class NotAPush(MirrorFailed):
    says = _(
        "A receiver's address is push+https://mirror.example/_in, without `@`, `?` or `#`."
    )


class NoSecret(MirrorFailed):
    says = _("The secret is missing, or is no whsec_… of 24 to 64 bytes. Type it in.")


class SignatureRefused(MirrorFailed):
    says = _(
        "The receiver does not accept the signature. Compare the secrets, and the clocks."
    )


class ReceiverNotPrepared(MirrorFailed):
    says = _(
        "The receiver's folder is no mirror's. Mount its disk; if it was emptied, sync"
        " the mirror."
    )


class ReceiverNotEmpty(MirrorFailed):
    says = _("The receiver's folder holds files that are not a mirror's. Empty it.")


class ReceiverFull(MirrorFailed):
    says = _("The receiver's disk is full.")


class ReceiverFailed(MirrorFailed):
    says = _("The receiver answered %d.")


class PushRefused(FileFailed):
    says = _(
        "The receiver does not take this file: too large, or a link or a folder lies in"
        " its way."
    )


FAULTS: Mapping[int, type[MirrorFailed | FileFailed]] = {
    401: SignatureRefused,
    412: ReceiverNotEmpty,
    413: PushRefused,
    422: PushRefused,
    503: ReceiverNotPrepared,
    507: ReceiverFull,
}


class PushDriver:
    """Sends each change to a receiver (`workflows/mirrors/receiver/`), compressed forms too.

    A receiver that has something newer says so, and that is fine: whoever wrote it knew
    more. It remembers the edition of what is deleted, so that a worker which was
    frozen in the middle can wake up and bring nothing back.

    Args:
        url: push+https://mirror.example/_in, or push+http:// in an allow-listed network.
        credentials: `secret`, which the receiver knows too.

    Raises:
        NotAPush: the URL is something else.
    """

    PACKED: ClassVar[bool] = True
    CREDENTIALS: ClassVar[Mapping[str, Credential]] = {
        "secret": Credential(_("Secret"), _("The receiver knows it too: whsec_…"))
    }

    def __init__(self, url: str, credentials: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        try:
            odd = not parts.hostname or parts.port == 0
        except ValueError as error:
            raise NotAPush from error
        if odd or parts.query or parts.fragment or "@" in parts.netloc:
            raise NotAPush
        self._url = url.removeprefix("push+")
        self._secret = credentials.get("secret", "")
        self._seen: dict[str, int] = {}
        self._session = egress.session(total=WRITE_SECONDS)

    def prepare(self) -> None:
        self._do(Claim(Verb.PREPARE))

    def probe(self) -> Capabilities:
        """Send an edition, then the one before it, which must be refused; take it away."""
        now = _now()
        data, forms = b"probe", forms_of(b"probe", {})
        older = forms_of(b"older", {})
        self._do(Claim(Verb.PUT, PROBE, now, now, "text/plain", forms), data)
        late = Claim(Verb.PUT, PROBE, now - 1, now, "text/plain", older)
        kept = self._ask(late, b"older").status == NEWER and self.read(PROBE) == data
        self._do(Claim(Verb.DELETE, PROBE, now + 1, now))
        return Capabilities(Fence.EDITION if kept else Fence.NONE, lists=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def look(self, path: str) -> None:
        """Note the time: of two states of one edition, the one looked at later is newer."""
        self._seen = {path: _now()}

    def put(self, copy: Copy) -> None:
        split(copy.path)
        forms = forms_of(copy.data, copy.variants)
        claim = Claim(
            Verb.PUT,
            copy.path,
            copy.edition,
            self._seen.get(copy.path) or _now(),
            copy.media_type,
            forms,
        )
        if claim.size > MOST:
            raise PushRefused
        self._do(claim, b"".join([copy.data, *copy.variants.values()]))

    def delete(self, path: str, *, edition: int) -> None:
        split(path)
        self._do(Claim(Verb.DELETE, path, edition, self._seen.get(path) or _now()))

    def flush(self) -> None:
        self._do(Claim(Verb.FLUSH))

    def read(self, path: str) -> bytes | None:
        split(path)
        answer = self._ask(Claim(Verb.READ, path), most=MOST)
        _check(answer.status, FOUND, DONE)
        return answer.body if answer.status == FOUND else None

    def paths(self) -> Iterator[str]:
        answer = self._ask(Claim(Verb.PATHS), most=LISTING)
        _check(answer.status, FOUND)
        found = map(os.fsdecode, filter(None, answer.body.split(b"\0")))
        return map(readable, found)

    def _do(self, claim: Claim, data: bytes = b"") -> None:
        fine = {DONE, NEWER} if claim.do in {Verb.PUT, Verb.DELETE} else {DONE}
        _check(self._ask(claim, data).status, *fine)

    def _ask(self, claim: Claim, data: bytes = b"", *, most: int = 0) -> egress.Answer:
        said = claim.to_header()
        try:
            headers = signing.signed_headers(
                said.encode(),
                message_id=f"msg_{token_hex(16)}",
                timestamp=int(time.time()),
                secret=self._secret or signing.PREFIX,
            )
        except ValueError as error:
            raise NoSecret from error
        try:
            return self._session.ask(
                "POST",
                self._url,
                data=data,
                headers={HEADER: said, **headers},
                most=most,
            )
        except egress.EgressFailed as error:
            raise MirrorFailed(str(error)) from error


def _now() -> int:
    return time.time_ns() // 1000


def _check(status: int, *fine: int) -> None:
    if status in fine:
        return
    if status in FAULTS:
        raise FAULTS[status]
    raise ReceiverFailed(ReceiverFailed.says % status)
