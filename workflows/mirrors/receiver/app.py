"""One request to a mirror's receiver: checked, done, answered."""

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any
from wsgiref.types import StartResponse

from workflows import signing
from workflows.mirrors.folders import MOST, HoldsOthers, LinkInTheWay
from workflows.mirrors.receiver.claims import (
    HEADER,
    Claim,
    ClaimRefused,
    Form,
    Verb,
)
from workflows.mirrors.receiver.storage import NotPrepared, Storage

CHUNK = 64 * 1024  # bytes
SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")
FULL = {errno.ENOSPC, errno.EDQUOT}
# This path cannot be read or written; the next one may.
OF_THE_PATH = {
    errno.EEXIST,
    errno.EFBIG,
    errno.EISDIR,
    errno.ENOTDIR,
    errno.ENOTEMPTY,
    errno.ENXIO,  # a socket
}

Answer = tuple[HTTPStatus, bytes]


class Incomplete(ValueError):
    """The body is not what the claim says."""


class Receiver:
    """A WSGI application for one mirror.

    Args:
        root: the folder that a web server serves.
        secrets: a file with one `whsec_…` per line. It is read at each request, so a
            secret is changed without a restart: add the new one, change it at the
            sender, remove the old one.
    """

    def __init__(self, root: Path, secrets: Path) -> None:
        self._storage, self._secrets = Storage(root), secrets

    def __call__(
        self, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        status, body = self._answer(environ)
        kind = [("Content-Type", "application/octet-stream")] if body else []
        length = [] if status == 204 else [("Content-Length", str(len(body)))]
        start_response(f"{status.value} {status.phrase}", kind + length)
        return [body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        if environ["REQUEST_METHOD"] != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED, b""
        header = environ.get(_variable(HEADER), "")
        if not self._is_signed(header, environ):
            return HTTPStatus.UNAUTHORIZED, b""
        try:
            claim = Claim.from_header(header)
        except ClaimRefused:
            return HTTPStatus.UNPROCESSABLE_ENTITY, b""
        status, body = self._done(claim, environ)
        said = (
            f"{status.value} {claim.do} {claim.edition}\n"  # no path: it may be killed
        )
        environ["wsgi.errors"].write(said)
        return status, body

    def _is_signed(self, header: str, environ: dict[str, Any]) -> bool:
        headers = {name: environ.get(_variable(name), "") for name in SIGNED}
        return signing.is_signed(
            header.encode(), headers, secrets=secrets_in(self._secrets), now=time.time()
        )

    def _done(self, claim: Claim, environ: dict[str, Any]) -> Answer:
        try:
            return self._do(claim, environ)
        except Incomplete:
            return HTTPStatus.BAD_REQUEST, b""
        except NotPrepared:
            return HTTPStatus.SERVICE_UNAVAILABLE, b""
        except HoldsOthers:
            return HTTPStatus.PRECONDITION_FAILED, b""
        except (OSError, sqlite3.Error) as error:
            environ["wsgi.errors"].write(f"{type(error).__name__}: {_reason(error)}\n")
            return _fault(error), b""

    def _do(self, claim: Claim, environ: dict[str, Any]) -> Answer:
        if claim.do == Verb.PUT:
            return self._put(claim, environ)
        if claim.do == Verb.DELETE:
            return _written(self._storage.delete(claim))
        if claim.do == Verb.READ:
            data = self._storage.read(claim.path)
            # No 404: a web server without a receiver says that too.
            absent = HTTPStatus.NO_CONTENT, b""
            return absent if data is None else (HTTPStatus.OK, data)
        if claim.do == Verb.PATHS:
            return HTTPStatus.OK, b"\0".join(map(os.fsencode, self._storage.paths()))
        plain: dict[Verb, Callable[[], None]] = {
            Verb.PREPARE: self._storage.prepare,
            Verb.FLUSH: self._storage.flush,
        }
        plain[claim.do]()
        return HTTPStatus.NO_CONTENT, b""

    def _put(self, claim: Claim, environ: dict[str, Any]) -> Answer:
        if claim.size > MOST:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b""
        if environ.get("CONTENT_LENGTH") != str(claim.size):
            raise Incomplete
        body = environ["wsgi.input"]
        forms = {form.ending: _part(body, form) for form in claim.forms}
        return _written(self._storage.put(claim, forms))


def secrets_in(file: Path) -> list[str]:
    """Return the secrets in a file, one per line.

    Raises:
        ValueError: one of them is none.
    """
    secrets = file.read_text().split()
    for secret in secrets:
        signing.key_of(secret)
    return secrets


def _variable(header: str) -> str:
    return f"HTTP_{header.upper().replace('-', '_')}"


def _written(admitted: bool) -> Answer:  # noqa: FBT001 — an answer, handed on
    return (HTTPStatus.NO_CONTENT if admitted else HTTPStatus.CONFLICT), b""


def _fault(error: OSError | sqlite3.Error) -> HTTPStatus:
    number = error.errno if isinstance(error, OSError) else None
    if (
        number in FULL
        or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    ):
        return HTTPStatus.INSUFFICIENT_STORAGE
    if isinstance(error, LinkInTheWay) or number in OF_THE_PATH:
        return HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.INTERNAL_SERVER_ERROR


def _reason(error: Exception) -> str:
    return str(error.strerror if isinstance(error, OSError) else error)


def _part(body: IO[bytes], form: Form) -> Iterator[bytes]:
    """Yield one form out of the body, which must be exactly what the claim says."""
    digest, left = sha256(), form.size
    while left:
        try:
            chunk = body.read(min(CHUNK, left))
        except OSError as error:  # the sender's connection, not our disk
            raise Incomplete from error
        if not chunk:
            raise Incomplete
        left -= len(chunk)
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != form.digest:
        raise Incomplete
