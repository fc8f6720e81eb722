"""One request and its answer, bounded in time and size."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from workflows.egress.addresses import CONNECT
from workflows.egress.connections import GuardedAdapter
from workflows.egress.errors import NoAnswer, NotSecure, TooMuch, TooSlow
from workflows.egress.hurried import PAUSE

TOTAL = 30.0  # seconds
CHUNK = 64 * 1024  # bytes


@dataclass(frozen=True)
class Answer:
    """What came back; `body` as it was sent, still compressed if `headers` say so."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Session(requests.Session):
    """A session of `requests` that goes where `resolve` lets it, and not elsewhere.

    https only, except to what is allow-listed; certificates always verified; no
    redirect, proxy, cookie or password of the environment.
    """

    def __init__(self, *, total: float = TOTAL) -> None:
        """`total`: seconds for one exchange, from the first byte sent to the last read."""
        super().__init__()
        self.trust_env = False
        self.headers.update({"User-Agent": "Masthead", "Accept-Encoding": "identity"})
        for scheme in ("http://", "https://"):
            self.mount(scheme, GuardedAdapter(total))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Lead nowhere: where an answer points to was not checked."""

    def send(
        self, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        options["timeout"] = options.get("timeout") or (CONNECT, PAUSE)
        return super().send(request, **options)

    def ask(
        self,
        method: str,
        url: str,
        *,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        most: int = 0,
    ) -> Answer:
        """Send one request and return the answer, of whatever status.

        Args:
            method: of the request.
            url: of the request.
            data: the request's body.
            headers: of the request, beside our own.
            most: bytes of the answer's body that are taken; 0: it is not read.

        Raises:
            EgressFailed: and how. No message holds the URL, which may be a secret.
        """
        try:
            with self.request(
                method, url, data=data, headers=dict(headers or {}), stream=True
            ) as answer:
                body = _read(answer, most) if most else b""
                return Answer(answer.status_code, answer.headers, body)
        except requests.exceptions.SSLError:
            raise NotSecure from None
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            if _was_slow(error):
                raise TooSlow from None
            # What `requests` says repeats the URL.
            raise NoAnswer(NoAnswer.says % type(error).__name__) from None


def session(*, total: float = TOTAL) -> Session:
    """Return a session for several requests, as a context manager. See `Session`."""
    return Session(total=total)


def _read(answer: requests.Response, most: int) -> bytes:
    if int(answer.headers.get("Content-Length") or 0) > most:
        raise TooMuch
    body = bytearray()
    for chunk in answer.raw.stream(CHUNK, decode_content=False):
        body += chunk
        if len(body) > most:
            raise TooMuch
    return bytes(body)


def _was_slow(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, (TimeoutError, requests.Timeout)):
            return True
        error = error.__cause__ or error.__context__
    return False
