"""An SFTP client that no server holds up: a call ends in time, an answer is as long as it says."""

import math
import time
from typing import Any

from paramiko import Message, SFTPAttributes, SFTPClient, SFTPError
from paramiko.sftp import CMD_ATTRS, CMD_NAME

from workflows.mirrors.drivers.paths import readable

LONGEST = 256 * 1024  # bytes of one answer; OpenSSH's server sends no longer ones
SIZES = {  # bytes of each attribute (draft-ietf-secsh-filexfer-02 §5)
    SFTPAttributes.FLAG_SIZE: 8,
    SFTPAttributes.FLAG_UIDGID: 8,
    SFTPAttributes.FLAG_PERMISSIONS: 4,
    SFTPAttributes.FLAG_AMTIME: 8,
}
KNOWN = sum(SIZES)


class BoundedClient(SFTPClient):
    """Paramiko's time-out is for one piece of an answer; `until` is for all of them.

    until: by the monotonic clock. Whatever is sent or read later raises TimeoutError.
    """

    until = math.inf

    def _read_all(self, n: int) -> bytes:
        if n > LONGEST:
            raise SFTPError("an answer too long")
        read = bytearray()
        while len(read) < n:
            self._hurry()
            piece = self.sock.recv(n - len(read))
            if not piece:
                raise EOFError
            read += piece
        return bytes(read)

    def _write_all(self, out: bytes) -> None:
        while out:
            self._hurry()
            sent = self.sock.send(out)
            if not sent:
                raise EOFError
            out = out[sent:]

    def _hurry(self) -> None:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(None if left == math.inf else left)

    def _read_response(self, waitfor: Any = None) -> tuple[Any, Any]:
        kind, answer = super()._read_response(waitfor)  # type: ignore[misc]  # its stubs leave it out
        if kind == CMD_ATTRS:
            answer = _checked(answer, 1, named=False)
        if kind == CMD_NAME:
            answer = _checked(answer, answer.get_int(), named=True)
        return kind, answer


def _checked(answer: Message, count: int, *, named: bool) -> Message:
    """Return the same answer again, with names that can be read.

    Paramiko reads on behind the end of an answer, four billion times if it is told so,
    and gives a whole folder up for one name that is not UTF-8.

    Raises:
        SFTPError: it holds less than it says.
    """
    checked = Message()
    if named:
        checked.add_int(count)
    for _each in range(count):
        _refuse_end(answer)
        if named:
            name, _line_for_people = answer.get_string(), answer.get_string()
            checked.add_string(readable(name.decode(errors="surrogateescape")))
            checked.add_string("")
        _copy_attributes(answer, checked)
    checked.rewind()
    return checked


def _copy_attributes(answer: Message, target: Message) -> None:
    flags = answer.get_int()
    target.add_int(flags & KNOWN)
    target.add_bytes(
        answer.get_bytes(sum(size for flag, size in SIZES.items() if flags & flag))
    )
    for _each in range(answer.get_int() if flags & SFTPAttributes.FLAG_EXTENDED else 0):
        _refuse_end(answer)
        answer.get_string(), answer.get_string()


def _refuse_end(answer: Message) -> None:
    if answer.packet.tell() >= answer.packet.getbuffer().nbytes:
        raise SFTPError("an answer that ends too early")
