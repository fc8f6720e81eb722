"""The way to a folder on another machine: its address, the host's key, ours, time-outs."""

import re
import socket
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from threading import Timer
from typing import Self
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _
from paramiko import (
    AuthenticationException,
    ECDSAKey,
    Ed25519Key,
    PKey,
    RSAKey,
    SFTPError,
    SSHException,
    Transport,
)

from workflows import egress
from workflows.mirrors.drivers.bounded import BoundedClient
from workflows.mirrors.errors import MirrorFailed

SECONDS = 5.0  # to dial, and for each step on the way from there
STEPS = 2  # so many times SECONDS for all steps together
PINNED = re.compile(
    r"(SHA256:[A-Za-z0-9+/]{43})=?|(?:^|\s)([a-z0-9@.-]+) (AAAA\S+)", re.MULTILINE
)
RSA = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256")}  # a key's type → its signatures
KEYS: tuple[type[PKey], ...] = (Ed25519Key, ECDSAKey, RSAKey)


class NotAnAccount(MirrorFailed):
    says = _("An SFTP server's address is sftp://user@host:22/an/absolute/folder.")


class NoAnswer(MirrorFailed):
    says = _(
        "The SFTP server cannot be reached, gave no answer in time, or hung up. Check its"
        " host and port."
    )


class HostKeyUnknown(MirrorFailed):
    says = _(
        "The server shows the host key %s. Ask its keeper for it by another way, compare,"
        " and type it in as the host key."
    )
    credential = "host_key"


class HostKeyChanged(MirrorFailed):
    says = _(
        "The server shows the host key %s, which is not the one noted here. Nothing was"
        " sent. Ask its keeper why before you note another."
    )
    credential = "host_key"


class HostKeyUnreadable(MirrorFailed):
    says = _(
        "A host key is a line of known_hosts, or a fingerprint that begins with SHA256:"
    )
    credential = "host_key"


class LoginMissing(MirrorFailed):
    says = _("An SFTP server needs a private key or a password.")
    credential = "private_key"


class LoginRefused(MirrorFailed):
    says = _(
        "The SFTP server refuses this user with this key or password, or gives no access"
        " to files."
    )
    credential = "private_key"


class KeyUnreadable(MirrorFailed):
    says = _(
        "A private key is a text in PEM or OpenSSH form (Ed25519, ECDSA or RSA), without"
        " a passphrase."
    )
    credential = "private_key"


@dataclass(frozen=True)
class Address:
    user: str
    host: str
    port: int
    folder: str

    @classmethod
    def parse(cls, url: str) -> Self:
        """Return what a storage URL names. Raises: NotAnAccount."""
        try:
            parts = urlsplit(url)
            port = parts.port or 22
        except ValueError as error:
            raise NotAnAccount from error
        folder = unquote(parts.path).rstrip("/")
        odd = parts.query or parts.fragment or not folder.isprintable()
        if not parts.username or not parts.hostname or odd:
            raise NotAnAccount
        if not folder.startswith("/") or {"", ".", ".."} & set(folder.split("/")[1:]):
            raise NotAnAccount
        return cls(unquote(parts.username), parts.hostname, port, folder)


@contextmanager
def connected(
    address: Address, credentials: Mapping[str, str]
) -> Iterator[BoundedClient]:
    """Yield a client whose host has proved to be the one noted, and who has let us in.

    Raises:
        HostKeyUnknown: none is noted; it says which one the host shows.
        HostKeyChanged: the host shows another.
        LoginRefused: the host knows neither our key nor our password.
        MirrorFailed: it cannot be reached, or a credential cannot be read.
    """
    pinned = _pinned(credentials.get("host_key", ""))
    with closing(_dial(address)) as way, closing(Transport(way)) as transport:
        with _whatever_it_sends(transport):
            _shake_hands(transport, pinned)
            _log_in(transport, address.user, credentials)
            client = _open_sftp(transport)
        yield client  # and leaves by hanging up: a farewell may fail


@contextmanager
def _whatever_it_sends(transport: Transport) -> Iterator[None]:
    """Have it be no answer, and in time: some of Paramiko's waits have no end."""
    watch = Timer(STEPS * SECONDS, transport.close)
    watch.daemon = True
    watch.start()
    try:
        yield
    except MirrorFailed:
        raise
    except Exception as error:  # whatever Paramiko stumbles over in what a server sends
        raise NoAnswer from error
    finally:
        watch.cancel()


def _dial(address: Address) -> socket.socket:
    try:
        way = egress.connect(address.host, address.port, timeout=SECONDS)
    except egress.EgressFailed as error:
        raise MirrorFailed(str(error)) from error
    except OSError as error:
        raise NoAnswer from error
    # A plain one: Paramiko sets the time-outs of its socket itself.
    return socket.socket(fileno=way.detach())


def _shake_hands(transport: Transport, pinned: Mapping[str, str]) -> None:
    transport.banner_timeout = transport.handshake_timeout = SECONDS
    transport.auth_timeout = transport.channel_timeout = SECONDS
    options = transport.get_security_options()
    wanted = [one for kind in pinned.values() for one in RSA.get(kind, (kind,))]
    # A host has keys of several types; it shows the first that we ask for.
    options.key_types = sorted(options.key_types, key=lambda kind: kind not in wanted)
    transport.start_client(timeout=SECONDS)
    shown = _fingerprint(transport.get_remote_server_key().asbytes())
    if not pinned:
        raise HostKeyUnknown(HostKeyUnknown.says % shown)
    if shown not in pinned:
        raise HostKeyChanged(HostKeyChanged.says % shown)


def _log_in(transport: Transport, user: str, credentials: Mapping[str, str]) -> None:
    key, password = credentials.get("private_key"), credentials.get("password")
    try:
        if key:
            transport.auth_publickey(user, _private_key(key))
        elif password:
            transport.auth_password(user, password, fallback=False)
        else:
            raise LoginMissing
    except AuthenticationException as error:
        raise LoginRefused from error
    if not transport.is_authenticated():  # it wants a second factor
        raise LoginRefused


def _open_sftp(transport: Transport) -> BoundedClient:
    try:
        client = BoundedClient.from_transport(transport)
    except (SSHException, SFTPError, EOFError, OSError) as error:
        if not transport.is_active():
            raise NoAnswer from error
        raise LoginRefused from error
    if client is None:
        raise LoginRefused
    return client


def _pinned(noted: str) -> dict[str, str]:
    """Return fingerprint → type of key ("" if it is not known) of what an operator typed."""
    found: dict[str, str] = {}
    for fingerprint, kind, key in PINNED.findall(noted):
        try:
            found[fingerprint or _fingerprint(b64decode(key, validate=True))] = kind
        except NotBase64 as error:
            raise HostKeyUnreadable from error
    if noted.strip() and not found:
        raise HostKeyUnreadable
    return found


def _fingerprint(key: bytes) -> str:
    return "SHA256:" + b64encode(sha256(key).digest()).decode().rstrip("=")


def _private_key(text: str) -> PKey:
    lines = "\n".join(text.strip().splitlines())  # browsers send a form's with CR
    for kind in KEYS:
        try:
            return kind.from_private_key(StringIO(f"{lines}\n"))
        except (SSHException, ValueError, TypeError, IndexError):
            continue  # of another kind, or of none
    raise KeyUnreadable
