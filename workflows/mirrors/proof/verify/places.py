"""Where files are read: an address of the web as browsers see it, or a folder."""

import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import brotli
import requests
from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself
from workflows.mirrors.observing import addresses

CONNECT, READ = 10.0, 30.0  # seconds
LIMIT = 64 * 1024 * 1024  # bytes; no file of a newsroom is longer
CHUNK = 64 * 1024
SUFFIXES = {"gzip": ".gz", "br": ".br"}


class NoAnswer(Exception):
    """The address does not answer, or with something that cannot be read."""


class NoAddress(SaysItself, ValueError):
    says = _("An address is https://…, http://… or file:///a/folder that is there.")

    def __init__(self, url: str) -> None:
        super().__init__(f"{url}: {self.says}")


@dataclass(frozen=True)
class Answer:
    """A status as HTTP knows it, and the bytes, unpacked."""

    status: int
    data: bytes


class Place(Protocol):
    def showing(self, path: str) -> list[str]:
        """Return where the file `path` of the published tree is looked for, in order."""

    def hiding(self, path: str) -> list[str]:
        """Return where nothing may be once `path` is gone."""

    def get(
        self, address: str, *, form: str = "identity", limit: int = LIMIT
    ) -> Answer:
        """Read what one address shows.

        Args:
            address: as `showing` and `hiding` return it.
            form: `identity`, `gzip` or `br`: what is asked for; the answer is unpacked.
            limit: more bytes than these are not read.

        Raises:
            NoAnswer: there is none.
        """

    def paths(self) -> Iterator[str]:
        """Yield every file that lies there, where that can be known."""


class Web:
    """An address, asked as readers and programs do: by folder, nothing followed."""

    showing = staticmethod(addresses.showing)
    hiding = staticmethod(addresses.hiding)

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._own = threading.local()

    def get(
        self, address: str, *, form: str = "identity", limit: int = LIMIT
    ) -> Answer:
        try:
            with self._session().get(
                self._url + address,
                headers={"Accept-Encoding": form, "Cache-Control": "no-cache"},
                allow_redirects=False,
                timeout=(CONNECT, READ),
                stream=True,
            ) as response:
                packed = _bounded(response, limit)
                form = response.headers.get("Content-Encoding", "identity")
                return Answer(response.status_code, unpacked(packed, form, limit))
        except (requests.RequestException, OSError) as error:
            raise NoAnswer(f"does not answer: {type(error).__name__}") from error

    def paths(self) -> Iterator[str]:
        """Nobody can list what an address serves."""
        return iter(())

    def _session(self) -> requests.Session:
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
        session: requests.Session = self._own.session
        return session


class ByPath:
    """A place where each file lies at its path and nowhere else."""

    def showing(self, path: str) -> list[str]:
        return [path]

    hiding = showing


class Folder(ByPath):
    """A folder: a stick, or a mirror that no network reaches."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def get(
        self, address: str, *, form: str = "identity", limit: int = LIMIT
    ) -> Answer:
        file = self._root / address.lstrip("/")
        packed = file.with_name(file.name + SUFFIXES.get(form, ""))
        if not packed.is_file():
            packed, form = file, "identity"
        try:
            if not packed.resolve().is_relative_to(self._root):
                return Answer(404, b"")
            with packed.open("rb") as opened:
                data = opened.read(limit + CHUNK)  # packed, a small file is longer
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return Answer(404, b"")
        except OSError as error:
            raise NoAnswer(f"cannot be read: {error.strerror}") from error
        return Answer(200, unpacked(data, form, limit))

    def paths(self) -> Iterator[str]:
        for file in self._root.rglob("*"):
            if not file.is_dir():
                yield f"/{file.relative_to(self._root).as_posix()}"


def place(url: str) -> Place:
    """Return the place of an address: `https://…`, `http://…` or `file:///a/folder`.

    Raises:
        NoAddress: it is none of these.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and Path(unquote(parts.path)).is_dir():
        return Folder(Path(unquote(parts.path)))
    if parts.scheme in {"http", "https"} and parts.hostname:
        return Web(url)
    raise NoAddress(url)


def unpacked(data: bytes, form: str, limit: int) -> bytes:
    """Return what was packed, at most a little more than `limit` bytes of it.

    Raises:
        NoAnswer: it is not packed as it says.
    """
    try:
        if form in {"gzip", "x-gzip"}:
            return zlib.decompressobj(wbits=31).decompress(data, limit + 1)
        if form == "br":
            return brotli.Decompressor().process(data, output_buffer_limit=limit + 1)
    except (zlib.error, brotli.error) as error:
        raise NoAnswer(f"its {form} form cannot be unpacked") from error
    return data


def _bounded(response: requests.Response, limit: int) -> bytes:
    """Return the body as it was sent, at most a little more than `limit` bytes."""
    found = bytearray()
    for chunk in response.raw.stream(CHUNK, decode_content=False):
        found += chunk
        if len(found) > limit + CHUNK:
            break
    return bytes(found)
