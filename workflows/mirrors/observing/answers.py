"""Ask a mirror's public address, within bounds: it may be slow, endless or hostile."""

import hashlib
import zlib
from collections.abc import Callable, Mapping

import brotli
from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself
from workflows import egress
from workflows.mirrors.observing.addresses import Answer

SECONDS = 15.0  # for one question and its whole answer
SLACK = 1 << 16  # bytes; so much longer than expected may an answer be, not more
ENDLESS = Answer(200, "")


class Silent(SaysItself):
    says = _("The address does not answer.")


class Asker:
    """One connection to one public address, kept open from file to file.

    Args:
        base_url: the mirror's public URL.
    """

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self.session = egress.session(total=SECONDS)

    def ask(self, address: str, *, encoding: str = "identity", size: int = 0) -> Answer:
        """Return what is answered to `Accept-Encoding: encoding`.

        Args:
            address: from the root, percent-encoded.
            encoding: the header's value.
            size: bytes that are expected, decoded.

        Raises:
            Silent: no connection, no valid certificate, no answer in time, or the
                server says that it does not work (5xx).
        """
        headers = {"Accept-Encoding": encoding}
        try:
            answer = self.session.ask(
                "GET", self.base_url + address, headers=headers, most=size + SLACK
            )
        except egress.TooMuch:
            return ENDLESS
        except egress.EgressFailed as error:
            raise Silent(str(error)) from None
        if answer.status >= 500:
            raise Silent(_("The address answers %d.") % answer.status)
        body = _decoded(answer, size + SLACK)
        return Answer(answer.status, hashlib.sha256(body).hexdigest())

    def is_answered(self, address: str) -> bool:
        """Say whether anything at all is answered there."""
        try:
            self.ask(address)
        except Silent:
            return False
        return True


def _decoded(answer: egress.Answer, most: int) -> bytes:
    """Return the body as a browser unpacks it; as it is if that does not work."""
    unpack = UNPACK.get(answer.headers.get("Content-Encoding", ""))
    try:
        return unpack(answer.body, most) if unpack else answer.body
    except (zlib.error, brotli.error):
        return answer.body


def _gunzip(body: bytes, most: int) -> bytes:
    return zlib.decompressobj(wbits=31).decompress(body, most)


def _unbrotli(body: bytes, most: int) -> bytes:
    return bytes(brotli.Decompressor().process(body, output_buffer_limit=most))


UNPACK: Mapping[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "br": _unbrotli,
}
