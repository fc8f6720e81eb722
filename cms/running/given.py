"""DATABASE_URL and REDIS_URL that point at servers of your own: read and checked."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import redis

from cms.running.refusals import NoAnswer, NotAnAddress, SecretFileUnreadable

DATABASE_EXAMPLE = "postgres://user:password@host:5432/name"
BROKER_EXAMPLE = "redis://:password@host:6379/0"
PATIENCE = 5  # seconds


def given(environment: Mapping[str, str], variable: str) -> str | None:
    """Return the value of `variable`, or of the file that `variable`_FILE names.

    Raises:
        SecretFileUnreadable: there is such a variable, and its file cannot be read.
    """
    path = environment.get(f"{variable}_FILE")
    if not path:
        return environment.get(variable) or None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        reason = error.strerror or "no reason given"
        raise SecretFileUnreadable(f"{variable}_FILE", reason) from error


def check_database(url: str) -> None:
    """Connect once.

    Raises:
        NotAnAddress: this is no PostgreSQL URL.
        NoAnswer: nobody there, or not for this user. The password is never repeated.
    """
    if not _well_formed(url, schemes={"postgres", "postgresql"}):
        raise NotAnAddress("DATABASE_URL", DATABASE_EXAMPLE)
    try:
        psycopg.connect(url, connect_timeout=PATIENCE).close()
    except psycopg.Error as error:
        reason = _without_password(url, str(error))
        raise NoAnswer("DATABASE_URL", server="PostgreSQL", reason=reason) from None


def check_broker(url: str) -> None:
    """Ask for a PONG.

    Raises:
        NotAnAddress: this is no Redis URL.
        NoAnswer: nobody there, or not with this password, which is never repeated.
    """
    if not _well_formed(url, schemes={"redis", "rediss", "unix"}):
        raise NotAnAddress("REDIS_URL", BROKER_EXAMPLE)
    connection = redis.Redis.from_url(
        url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
    )
    try:
        with connection:
            connection.ping()
    except (redis.RedisError, OSError) as error:
        reason = _without_password(url, str(error))
        raise NoAnswer("REDIS_URL", server="Redis", reason=reason) from None


def _well_formed(url: str, *, schemes: set[str]) -> bool:
    """Whether the URL's parts are where they seem to be.

    A password with a bare `/` or `@` moves its rest into the host or the path, from
    where a driver's message would repeat it.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in schemes and url.count("@") == parts.netloc.count("@") <= 1


def _without_password(url: str, message: str) -> str:
    """Return the first line of a driver's message, without any part of the password."""
    line = message.strip().splitlines()[0] if message.strip() else "no reason given"
    for password in filter(None, {urlsplit(url).password}):
        line = line.replace(password, "***").replace(unquote(password), "***")
    return line.rstrip(".")
