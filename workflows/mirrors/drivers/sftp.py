"""A folder on another machine by SFTP: written beside, then renamed into place."""

import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from secrets import token_hex
from typing import ClassVar, Self

from django.utils.translation import gettext_lazy as _
from paramiko import SFTPAttributes, SFTPError, SFTPFile, SSHException
from paramiko.sftp import CMD_EXTENDED

from workflows.mirrors.drivers.base import (
    WRITE_SECONDS,
    Capabilities,
    Copy,
    Credential,
    Fence,
)
from workflows.mirrors.drivers.bounded import BoundedClient
from workflows.mirrors.drivers.folder import PROBE, LinkFound
from workflows.mirrors.drivers.paths import ODD, readable, split
from workflows.mirrors.drivers.ssh import Address, NoAnswer, connected
from workflows.mirrors.errors import FileFailed, MirrorFailed, TooLarge
from workflows.mirrors.folders import FORMS, HARMLESS, LOCK, MOST, OURS

RUN = "run-"
LONGEST = 200  # characters of what a server says
PIECE = 32768  # bytes; what every server takes in one request (draft-ietf-secsh-filexfer-02 §3)
ASKING = 2.0  # seconds to ask whether the server works at all
HUNG_UP = (
    SSHException,
    SFTPError,
    EOFError,
    ConnectionError,
    TimeoutError,
    UnicodeDecodeError,  # of what it says, which Paramiko reads as UTF-8
)


class NotPrepared(MirrorFailed):
    says = _(
        "The server's folder is no mirror's. Mount its disk; if it was emptied, sync the"
        " mirror."
    )


class NotEmpty(MirrorFailed):
    says = _(
        "The server's folder holds files that are not a mirror's. Name an empty folder."
    )


class NoAtomicRename(MirrorFailed):
    says = _(
        "This SFTP server cannot put a new file in an old one's place in one step"
        " (posix-rename@openssh.com): readers would see gaps. Use OpenSSH's server."
    )


class ShutOut(MirrorFailed):
    says = _("Another delivery has taken this folder over.")


class ServerSays(MirrorFailed):
    says = _("The SFTP server says: %s.")


class FolderInTheWay(FileFailed):
    says = _("A folder lies where this file belongs. Its files must go first.")


class Short(FileFailed):
    says = _("The server has kept only a part of this file. Look for a full disk.")


class SFTPDriver:
    """Writes below one folder of one server.

    A file is written, with its time, to a folder of this run in `.masthead/`, and flushed
    there if the server can (fsync@openssh.com); then it is renamed into place. Who enters
    removes the folders of earlier runs: a writer that was frozen and wakes has nothing to
    rename from, and removes by renaming too. That holds on a disk with POSIX renames,
    which nobody can see from here; so what was written is read back as well.

    Args:
        url: sftp://user@host:22/an/absolute/folder
        credentials: `host_key`, and `private_key` or `password`.

    Raises:
        NotAnAccount: the URL is none of that form.
    """

    PACKED: ClassVar[bool] = True
    CREDENTIALS: ClassVar[Mapping[str, Credential]] = {
        "private_key": Credential(
            _("Private key"),
            _("In PEM or OpenSSH form; or a password."),
            many_lines=True,
        ),
        "password": Credential(_("Password"), _("Not used if there is a private key.")),
        "host_key": Credential(
            _("Host key"),
            _("A line of known_hosts, or a fingerprint: SHA256:…"),
            many_lines=True,
        ),
    }

    def __init__(self, url: str, credentials: Mapping[str, str]) -> None:
        self._address = Address.parse(url)
        self._credentials = credentials
        self._root = self._address.folder
        self._ours = f"{self._root}/{OURS}"
        self._run = ""
        self._opened = ExitStack()
        self._client: BoundedClient
        self._folders: set[str] = set()  # seen in this run to be folders, not links
        self._syncs = True

    def prepare(self) -> None:
        """Mark the folder as a mirror's; make it if only its last name is missing.

        Raises:
            NotEmpty: it holds files of somebody else.
            MirrorFailed: it cannot be made, or the server cannot be reached.
        """
        with self._connected(), self._blaming():
            if self._lstat(self._root) is None:
                self._client.mkdir(self._root)
            names = set(self._client.listdir(self._root))
            if OURS not in names and names - HARMLESS:
                raise NotEmpty
            if OURS not in names:
                self._client.mkdir(self._ours, 0o700)
            self._client.open(f"{self._ours}/{LOCK}", "ab").close()

    def probe(self) -> Capabilities:
        """Replace one file by another: not every server can.

        Raises:
            NoAtomicRename: this one cannot.
        """
        with self, self._blaming():
            old, new = (self._write_aside(PROBE, at=0) for _each in range(2))
            try:
                self._client.posix_rename(new, old)
            except OSError as error:
                raise NoAtomicRename from error
        return Capabilities(Fence.NONE, lists=True)

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            opening.enter_context(self._connected())
            self._folders = set()
            with self._blaming():
                if self._lstat(f"{self._ours}/{LOCK}") is None:
                    raise NotPrepared
                self._take_over()
            opening.callback(self._leave)
            self._opened = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def look(self, path: str) -> None:
        """Do nothing: SFTP has no conditions."""

    def put(self, copy: Copy) -> None:
        *folders, name = split(copy.path)
        with self._blaming(copy.path):
            place = f"{self._walk(folders, make=True)}/{name}"
            before = self._lstat(place)
            if _is_folder(before):
                raise FolderInTheWay
            at = _fresh_second(before)
            forms = {"": copy.data, **copy.variants}
            aside = {end: self._write_aside(form, at=at) for end, form in forms.items()}
            for end in FORMS:
                if end in aside:
                    self._client.posix_rename(aside[end], place + end)
                elif before:
                    self._take_away(place + end)

    def delete(self, path: str, *, edition: int) -> None:
        *folders, name = split(path)
        with self._blaming(path):
            if folder := self._walk(folders, make=False):
                for end in FORMS:
                    self._take_away(f"{folder}/{name}{end}")
            self._prune(folders)

    def flush(self) -> None:
        """Do nothing: each file was flushed before it was renamed."""

    def read(self, path: str) -> bytes | None:
        *folders, name = split(path)
        with self._blaming(path):
            folder = self._walk(folders, make=False)
            place = f"{folder}/{name}"
            found = self._lstat(place) if folder else None
            if found is None or _is_folder(found):
                return None
            _refuse_odd(found)
            with self._client.open(place, "rb") as file:
                file.prefetch(found.st_size or 0)
                return bytes(file.read((found.st_size or 0) + 1))

    def paths(self) -> Iterator[str]:
        waiting = [""]
        while waiting:
            folder, found = waiting.pop(), []
            with self._blaming(), suppress(FileNotFoundError):  # it went meanwhile
                found = self._client.listdir_attr(self._root + folder)
            for one in found:
                path = f"{folder}/{one.filename}"
                if not _is_folder(one) or ODD in path:
                    yield readable(path)
                elif path != f"/{OURS}":
                    waiting.append(path)

    @contextmanager
    def _connected(self) -> Iterator[None]:
        with connected(self._address, self._credentials) as self._client:
            yield

    @contextmanager
    def _blaming(self, path: str = "") -> Iterator[None]:
        """Limit a call's time, and say whose fault an error is: the server is asked."""
        self._client.until = time.monotonic() + WRITE_SECONDS - ASKING
        try:
            yield
        except HUNG_UP as error:
            raise NoAnswer from error
        except OSError as error:
            if self._is_closed():
                raise NoAnswer from error
            said = ServerSays.says % _words(error)
            self._folders.clear()
            if path and self._works():
                raise FileFailed(said) from error
            raise ServerSays(said) from error

    def _is_closed(self) -> bool:
        channel = self._client.get_channel()
        return channel is None or channel.closed

    def _works(self) -> bool:
        """Whether a small file of our own can be written now. Raises: ShutOut, NoAnswer."""
        self._client.until = time.monotonic() + ASKING
        try:
            if self._lstat(self._run) is None:
                raise ShutOut
            self._client.remove(self._write_aside(PROBE, at=0))
        except HUNG_UP as error:
            raise NoAnswer from error
        except OSError:
            return False
        return True

    def _take_over(self) -> None:
        """Make a folder for this run, and remove those of others: they are over."""
        self._run = f"{self._ours}/{RUN}{token_hex(8)}"
        self._client.mkdir(self._run)
        for name in self._client.listdir(self._ours):
            run = f"{self._ours}/{name}"
            if name.startswith(RUN) and run != self._run:
                self._clear(run)

    def _clear(self, run: str) -> None:
        for name in self._client.listdir(run):
            with suppress(FileNotFoundError):
                self._client.remove(f"{run}/{name}")
        self._client.rmdir(run)

    def _leave(self) -> None:
        self._client.until = time.monotonic() + ASKING
        with suppress(OSError, *HUNG_UP):
            self._clear(self._run)

    def _lstat(self, place: str) -> SFTPAttributes | None:
        with suppress(FileNotFoundError):
            return self._client.lstat(place)
        return None

    def _walk(self, folders: list[str], *, make: bool) -> str:
        """Return the place of a folder; each on the way is looked at once in a run.

        A missing one is made, or "" is returned.
        """
        place = self._root
        for name in folders:
            place = f"{place}/{name}"
            if place not in self._folders:
                if not self._step(place, make=make):
                    return ""
                self._folders.add(place)
        return place

    def _step(self, place: str, *, make: bool) -> bool:
        found = self._lstat(place)
        if _is_folder(found):
            return True
        if found:
            _refuse_link(found)
        if make:
            self._take_away(place)  # an older edition had a file here
            self._client.mkdir(place)
        return make

    def _write_aside(self, data: bytes, *, at: int) -> str:
        name = f"{self._run}/{token_hex(8)}"
        with self._client.open(name, "wx") as file:
            file.set_pipelined(True)  # its errors come when it is closed
            for start in range(0, len(data), PIECE):
                file.write(data[start : start + PIECE])
            file.utime((at, at))
            self._sync(file)
            if file.stat().st_size != len(data):
                raise Short
        return name

    def _sync(self, file: SFTPFile) -> None:
        if not self._syncs:
            return
        try:
            self._client._request(CMD_EXTENDED, "fsync@openssh.com", file.handle)  # type: ignore[attr-defined]  # noqa: SLF001 — Paramiko has no name for this request
        except PermissionError:  # the server's keeper allows no such request
            self._syncs = False
        except OSError as error:
            if "unsupported" not in str(error).lower():
                raise
            self._syncs = False

    def _take_away(self, place: str) -> None:
        """Remove a file or link, if one is there; who was shut out cannot."""
        found = self._lstat(place)
        if found and not _is_folder(found):
            away = f"{self._run}/{token_hex(8)}"
            self._client.posix_rename(place, away)
            self._client.remove(away)

    def _prune(self, folders: list[str]) -> None:
        """Remove these folders, deepest first, as long as they are empty."""
        for depth in range(len(folders), 0, -1):
            place = "/".join([self._root, *folders[:depth]])
            self._folders.discard(place)
            try:
                self._client.rmdir(place)
            except FileNotFoundError:
                continue  # went with an earlier deletion
            except OSError:  # holds files still
                return


def _is_folder(found: SFTPAttributes | None) -> bool:
    return found is not None and stat.S_ISDIR(found.st_mode or 0)


def _refuse_link(found: SFTPAttributes) -> None:
    if stat.S_ISLNK(found.st_mode or 0):
        raise LinkFound


def _refuse_odd(found: SFTPAttributes) -> None:
    """Refuse what a damaged or hostile server could hold a reader up with."""
    _refuse_link(found)
    is_file = stat.S_ISREG(found.st_mode or stat.S_IFREG)  # not every server says
    if not is_file or (found.st_size or 0) > MOST:
        raise TooLarge


def _words(error: OSError) -> str:
    """Return a server's own words as tables, logs and mails can hold them.

    Some servers repeat the path, which may have to be forgotten.
    """
    said = str(error.strerror or error)[:LONGEST]
    if "/" in said:
        return type(error).__name__
    return "".join(one for one in said if one.isprintable())


def _fresh_second(before: SFTPAttributes | None) -> int:
    """Return a time that the file before does not carry; see `folders.fresh_second`.

    All forms of a file have one time, so looking at the plain one is enough.
    """
    return max(int(time.time()), int((before and before.st_mtime) or 0) + 1)
