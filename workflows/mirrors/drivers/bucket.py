"""The way to a bucket: its address, its client, and whose fault an error is."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from django.utils.translation import gettext_lazy as _
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)
from obstore.store import S3Store

from workflows import egress
from workflows.mirrors.drivers.base import WRITE_SECONDS
from workflows.mirrors.drivers.tunnel import tunnel
from workflows.mirrors.errors import FileFailed, MirrorFailed
from workflows.press import names

if TYPE_CHECKING:  # obstore has these for type checkers only
    from obstore.store import ClientConfig, S3Credential

CONNECT = 5  # seconds
QUICK = 3  # seconds for a question, a removal, an empty object
PATIENT = int(WRITE_SECONDS) - QUICK  # for a file; a question may follow it
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")  # S3's rules for names
STATUS = re.compile(r"status code: (\d{3})")
SLOW_DOWN = {408, 429}
OURS = ".masthead/"  # the mark, and what probes write; not to be served
MARK = f"{OURS}mirror"


class NotABucket(MirrorFailed):
    says = _(
        "An object store's address is s3://bucket/prefix?endpoint=https://host&region=…,"
        " and nothing else is in it."
    )


class KeysMissing(MirrorFailed):
    says = _("An object store needs an access key id and a secret access key.")
    credential = "access_key_id"


class KeysRefused(MirrorFailed):
    says = _(
        "The object store refuses these keys. Check both, that they may read, write,"
        " delete and list below the prefix, and this machine's clock."
    )
    credential = "secret_access_key"


class BucketMissing(MirrorFailed):
    says = _(
        "The object store has no such bucket. Make it, or correct the storage URL."
    )


class NoAnswer(MirrorFailed):
    says = _(
        "The object store cannot be reached, gave no answer in time, or cannot prove who"
        " it is. Check its endpoint and certificate."
    )


class Unwell(MirrorFailed):
    says = _("The object store answers %s. It is asked again later.")

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(self.says % status)


class ObjectRefused(FileFailed):
    says = _("The object store refuses this one file: it answers %s.")


@dataclass(frozen=True)
class Address:
    """Where a mirror's objects lie; `endpoint` without a slash at its end."""

    bucket: str
    prefix: str
    endpoint: str
    region: str

    @classmethod
    def parse(cls, url: str) -> Self:
        """Return what a storage URL names. Raises: NotABucket."""
        parts = urlsplit(url)
        asked = parse_qs(parts.query, keep_blank_values=True)
        prefix = unquote(parts.path).strip("/")
        region = asked.pop("region", ["us-east-1"])[-1]
        endpoint = asked.pop("endpoint", [f"https://s3.{region}.amazonaws.com"])[-1]
        well_formed = (
            BUCKET.fullmatch(parts.netloc)
            and not asked
            and not parts.fragment
            and re.fullmatch(r"[a-z0-9-]{1,40}", region)
            and (not prefix or names.is_safe(f"/{prefix}/x"))
            and _is_endpoint(endpoint)
        )
        if not well_formed:
            raise NotABucket
        return cls(parts.netloc, prefix, endpoint.rstrip("/"), region)

    @property
    def host(self) -> str:
        return urlsplit(self.endpoint).hostname or ""

    @property
    def port(self) -> int:
        return urlsplit(self.endpoint).port or (443 if self.is_secure else 80)

    @property
    def is_secure(self) -> bool:
        return self.endpoint.startswith("https://")


def _is_endpoint(url: str) -> bool:
    try:
        parts = urlsplit(url)
        odd = parts.username or parts.query or parts.fragment or parts.path.strip("/")
        return parts.scheme in {"https", "http"} and not odd and bool(parts.hostname)
    except ValueError:
        return False


@dataclass(frozen=True)
class Bucket:
    """One prefix of a bucket, by two clients that differ in how long they wait."""

    quick: S3Store
    patient: S3Store


@contextmanager
def opened(address: Address, credentials: Mapping[str, str]) -> Iterator[Bucket]:
    """Yield the clients of an address; nothing is asked of it yet.

    They are not ours and resolve names by themselves, so they are led through a tunnel
    that dials checked addresses. Only an allow-listed endpoint is reached without TLS,
    and that one directly, or by the proxy that HTTP_PROXY names.

    Raises:
        KeysMissing: without keys the client would look for those of this machine.
        MirrorFailed: its endpoint may not be called.
    """
    if not all(map(credentials.get, ("access_key_id", "secret_access_key"))):
        raise KeysMissing
    _check_endpoint(address)
    with ExitStack() as opening:
        proxy = ""
        if address.is_secure:
            proxy = opening.enter_context(tunnel(address.host, address.port))
        clients = [
            _client(address, credentials, seconds=seconds, proxy=proxy)
            for seconds in (QUICK, PATIENT)
        ]
        yield Bucket(*clients)


def _check_endpoint(address: Address) -> None:
    try:
        egress.resolve(address.host, address.port, allowed_only=not address.is_secure)
    except egress.EgressFailed as error:
        raise MirrorFailed(str(error)) from error
    except OSError as error:
        raise NoAnswer from error


def _client(
    address: Address, credentials: Mapping[str, str], *, seconds: int, proxy: str
) -> S3Store:
    options: ClientConfig = {
        "allow_http": not address.is_secure,
        "connect_timeout": f"{CONNECT}s",
        "timeout": f"{seconds}s",
    }
    if proxy:
        options["proxy_url"] = proxy

    def keys() -> "S3Credential":
        # In `config` they would be sent along with a session token of this machine.
        return {
            "access_key_id": credentials["access_key_id"],
            "secret_access_key": credentials["secret_access_key"],
            "expires_at": None,
        }

    return S3Store(
        address.bucket,
        prefix=address.prefix or None,
        config={
            "region": address.region,
            # Whatever this machine's environment says is for other stores. This name
            # of the setting wins over the others that it may be called by there.
            "aws_endpoint_url_s3": address.endpoint,
            "s3_express": False,
            "skip_signature": False,
            "disable_bulk_delete": True,
        },
        client_options=options,
        retry_config={"max_retries": 0},  # a delivery tries again by itself
        credential_provider=keys,
    )


@contextmanager
def blaming(store: S3Store | None = None) -> Iterator[None]:
    """Say whose fault an error is, in our own words: the client's hold addresses.

    Args:
        store: where a file is carried, asked whether it works before that is blamed.

    Raises:
        FileFailed: the store refuses this file and works otherwise.
        MirrorFailed: anything else.
    """
    try:
        yield
    except (AlreadyExistsError, PreconditionError):
        raise
    except FileNotFoundError:
        raise BucketMissing from None
    except (PermissionDeniedError, UnauthenticatedError):
        raise KeysRefused from None
    except BaseError as error:
        found = STATUS.search(str(error))
        if not found:
            raise NoAnswer from None
        status = int(found[1])
        is_refusal = 400 <= status < 500 and status not in SLOW_DOWN
        if store and is_refusal and _works(store):
            raise ObjectRefused(ObjectRefused.says % status) from None
        raise Unwell(status) from None


def _works(store: S3Store) -> bool:
    try:
        obstore.head(store, MARK)
    except (BaseError, FileNotFoundError):
        return False
    return True
