"""An object store that speaks S3: conditional writes, so that an older one is refused."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from secrets import token_hex
from typing import TYPE_CHECKING, ClassVar, Self

import obstore
from django.utils.translation import gettext_lazy as _
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import S3Store

from workflows.mirrors.drivers.base import Capabilities, Copy, Credential, Fence
from workflows.mirrors.drivers.bucket import (
    MARK,
    OURS,
    Address,
    Bucket,
    Unwell,
    blaming,
    opened,
)
from workflows.mirrors.drivers.paths import split
from workflows.mirrors.drivers.seen import Seen
from workflows.mirrors.errors import Changed, MirrorFailed, TooLarge
from workflows.mirrors.folders import MOST

if TYPE_CHECKING:  # obstore has these for type checkers only
    from obstore import PutMode, PutResult


REFUSED = (AlreadyExistsError, PreconditionError)
CACHE = {"immutable": "public, max-age=31536000, immutable"}
REVALIDATE = "no-cache"  # kept, and asked for again on each read (RFC 9111 §5.2.2.4)
ANYTHING = "*"  # no ETag looks so; replace whatever lies there
UNKNOWN = {400, 405, 501}  # what servers answer that know no conditions
NEVER_THERE = '"00000000000000000000000000000000"'  # an ETag that no object has


class NotPrepared(MirrorFailed):
    says = _(
        "There is no mirror at this bucket and prefix. If it was emptied, sync the"
        " mirror."
    )


class NotEmpty(MirrorFailed):
    says = _(
        "Objects that are not a mirror's lie at this bucket and prefix. Name an empty"
        " prefix."
    )


class S3Driver:
    """Writes below one prefix of one bucket; a path's key is the path.

    Only plain bytes: an object store does not choose between compressed forms. A web
    server of the store that shows `index.html` for a folder serves the tree as it is.

    The fence is the condition that each write carries: replace only what `look` saw
    (If-Match: its ETag), or only nothing (If-None-Match: *). RFC 9110 §13. A refused
    write changes nothing. Two holes are left, and others close them:

    - S3 has no condition for removing that every server honors. So the object is first
      emptied under the condition, then removed: what is newer is not emptied. A writer
      frozen between the two may still remove what is newer; nothing old comes back.
    - Absent before and absent after leaves nothing that could refuse an older create.
      A writer that finds its lease lost after a write owes the path again, and the audit
      finds what even that one did not live to do.

    Args:
        url: s3://bucket/prefix?endpoint=https://…&region=…; without an endpoint Amazon's.
        credentials: `access_key_id` and `secret_access_key`.

    Raises:
        NotABucket: the URL is none of that form.
    """

    PACKED: ClassVar[bool] = False
    CREDENTIALS: ClassVar[Mapping[str, Credential]] = {
        "access_key_id": Credential(_("Access key id")),
        "secret_access_key": Credential(
            _("Secret access key"),
            _("It needs to read, write, delete and list below the prefix; no more."),
        ),
    }

    def __init__(self, url: str, credentials: Mapping[str, str]) -> None:
        self._address = Address.parse(url)
        self._credentials = credentials
        self._opened = ExitStack()
        self._bucket: Bucket
        self._seen: Seen
        self._expected: dict[str, str | None] = {}

    def prepare(self) -> None:
        """Mark the prefix as a mirror's.

        Raises:
            NotEmpty: objects of somebody else lie there.
            MirrorFailed: the store cannot be reached, or refuses the keys.
        """
        with opened(self._address, self._credentials) as bucket, blaming():
            if _is_marked(bucket.quick):
                return
            if next(iter(obstore.list(bucket.quick, chunk_size=1)), None):
                raise NotEmpty
            _put(bucket.quick, MARK, b"", ANYTHING)

    def probe(self) -> Capabilities:
        """See whether conditions are honored: several servers ignore them silently."""
        with opened(self._address, self._credentials) as bucket:
            fenced = _honors_conditions(bucket.quick)
            return Capabilities(
                Fence.CONDITION if fenced else Fence.NONE, lists=_lists(bucket.quick)
            )

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            self._bucket = opening.enter_context(
                opened(self._address, self._credentials)
            )
            with blaming():
                if not _is_marked(self._bucket.quick):
                    raise NotPrepared
            self._seen = Seen(self._bucket.quick)
            self._expected = {}
            self._opened = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def look(self, path: str) -> None:
        """Note the ETag of what lies at `path`; a request only if this run has not seen it."""
        key = _key(path)
        with blaming(self._bucket.quick):
            self._expected[key] = self._seen.at(key)

    def put(self, copy: Copy) -> None:
        expected = self._expected.pop(_key(copy.path), ANYTHING)
        attributes = {
            "Content-Type": copy.media_type,
            "Cache-Control": CACHE.get(copy.cache, REVALIDATE),
        }
        self._replace(copy.path, expected, copy.data, attributes)

    def delete(self, path: str, *, edition: int) -> None:
        key = _key(path)
        expected = self._expected.pop(key, ANYTHING)
        with blaming(self._bucket.quick):
            if expected is None:
                # A list is enough to create by; to leave something standing it is not.
                expected = self._seen.surely_at(key)
        if expected is None:
            return
        if expected != ANYTHING:
            self._replace(path, expected, b"", {"Cache-Control": "no-store"})
        with blaming(self._bucket.quick), suppress(FileNotFoundError):
            obstore.delete(self._bucket.quick, key)
        self._seen.note(key, None)

    def flush(self) -> None:
        """Do nothing: a store that says yes has it."""

    def read(self, path: str) -> bytes | None:
        key = _key(path)
        with blaming(self._bucket.quick), suppress(FileNotFoundError):
            found = obstore.get(self._bucket.patient, key)
            if found.meta["size"] > MOST:
                raise TooLarge
            return bytes(found.bytes())
        return None

    def paths(self) -> Iterator[str]:
        with blaming():
            for part in obstore.list(self._bucket.quick, chunk_size=1000):
                names = (one["path"] for one in part)
                yield from (f"/{name}" for name in names if not name.startswith(OURS))

    def _replace(
        self,
        path: str,
        expected: str | None,
        data: bytes,
        attributes: dict[str, str],
    ) -> None:
        key = _key(path)
        store = self._bucket.patient if data else self._bucket.quick
        self._seen.forget(key)
        try:
            with blaming(self._bucket.quick):
                done = _put(store, key, data, expected, attributes)
        except REFUSED:
            raise Changed from None
        self._seen.note(key, done["e_tag"])


def _key(path: str) -> str:
    return "/".join(split(path))


def _put(
    store: S3Store,
    key: str,
    data: bytes,
    expected: str | None,
    attributes: dict[str, str] | None = None,
) -> "PutResult":
    """Put an object in place of `expected`: an ETag, None for nothing, or `ANYTHING`."""
    modes: dict[str | None, PutMode] = {None: "create", ANYTHING: "overwrite"}
    return obstore.put(
        store,
        key,
        data,
        attributes=attributes,
        mode=modes.get(expected, {"e_tag": expected or ""}),
        use_multipart=False,  # its parts carry no condition
    )


def _is_marked(store: S3Store) -> bool:
    with suppress(FileNotFoundError):
        obstore.head(store, MARK)
        return True
    return False


def _honors_conditions(store: S3Store) -> bool:
    """Whether both conditions refuse what they must, and let through what they should."""
    key = f"{OURS}probe-{token_hex(8)}"
    try:
        with blaming():
            _put(store, key, b"1", ANYTHING)
            tag = obstore.head(store, key)["e_tag"]
            refused = [_refuses(store, key, tag) for tag in (None, NEVER_THERE)]
            return bool(tag) and all(refused) and not _refuses(store, key, tag)
    except Unwell as error:
        if error.status in UNKNOWN:
            return False
        raise
    finally:
        with suppress(BaseError, FileNotFoundError):
            obstore.delete(store, key)


def _refuses(store: S3Store, key: str, expected: str | None) -> bool:
    try:
        _put(store, key, b"2", expected)
    except REFUSED:
        return True
    return False


def _lists(store: S3Store) -> bool:
    """Whether the store can name what lies there: the mark does."""
    try:
        found = next(iter(obstore.list(store, prefix=OURS, chunk_size=10)), [])
    except BaseError:
        return False
    return MARK in [one["path"] for one in found]
