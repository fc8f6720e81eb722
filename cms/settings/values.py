"""What the value of a variable must be: one that cannot be right stops the start, by name."""

import re
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from ipaddress import ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

import dj_email_url
from django.conf.global_settings import LANGUAGES
from environs import ValidationError

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
MAIL = ("smtp", "submission")
HOST = re.compile(r"[^\s/:@]+|\[[0-9a-f:]+\]", re.IGNORECASE)
MAILBOX = re.compile(r"[^<>]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+")


def must(be: str, test: Callable[[Any], object]) -> Callable[[Any], None]:
    """Return a validator for environs: "must" and `be` are its message.

    The message never repeats the value: it may hold a password.
    """

    def validate(value: Any) -> None:
        if not test(value):
            raise ValidationError(f"must be {be}.")

    return validate


def mail(url: str) -> dict[str, Any]:
    """Return Django's EMAIL_… settings for an address that `mail_server` accepts."""
    found = dj_email_url.parse(url)
    return found | {"EMAIL_TIMEOUT": found["EMAIL_TIMEOUT"] or 10}  # seconds


def _parts(url: str) -> SplitResult | None:
    """Return the parts of a URL whose port is a number; None for anything else."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_address(url: str) -> bool:
    parts = _parts(url.removesuffix("/"))
    return bool(
        parts
        and parts.scheme in {"http", "https"}
        and parts.hostname
        and parts.geturl() == f"{parts.scheme}://{parts.netloc}"
        and "@" not in parts.netloc
    )


def _is_broker(url: str) -> bool:
    parts = _parts(url)
    place = {"redis": "hostname", "rediss": "hostname", "unix": "path"}
    return bool(parts and parts.scheme in place and getattr(parts, place[parts.scheme]))


def _is_mail(url: str) -> bool:
    parts = _parts(url)
    try:
        dj_email_url.parse(url)
    except ValueError:
        return False
    return bool(parts and parts.scheme in MAIL and parts.hostname)


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _are_caches(found: Any) -> bool:
    return isinstance(found, dict) and all(
        isinstance(one, dict) and _is_module(str(one.get("BACKEND")).rpartition(".")[0])
        for one in found.values()
    )


def is_weak_key(key: str) -> bool:
    """Say whether a secret key can be guessed, or is a demo's."""
    return len(key) < 50 or len(set(key)) < 5 or key.startswith("demo-")


def _is_module(path: str) -> bool:
    try:
        return find_spec(path) is not None
    except (ImportError, ValueError):
        return False


def _are(test: Callable[[str], Any]) -> Callable[[Iterable[str]], bool]:
    return lambda values: all(map(test, values))


address = must("an address like https://courier.example, without a path", _is_address)
addresses = must(
    "origins with their scheme, like https://cms.example",
    _are(lambda one: _is_address(one.replace("://*.", "://any."))),
)
hosts = must(
    "host names without scheme, port and path, like cms.courier.example",
    _are(HOST.fullmatch),
)
broker = must("redis://host:6379/0, rediss://… or unix:///a/socket", _is_broker)
mail_server = must(
    "smtp://host:25, submission://user:password@host:587 or smtp://host:465?ssl=true",
    _is_mail,
)
mailbox = must("an e-mail address", MAILBOX.fullmatch)
language = must(
    "a language that Django knows, in lower case, like en, en-gb or pt-br",
    lambda code: code in dict(LANGUAGES),
)
time_zone = must("the name of a time zone, like UTC or Europe/Lisbon", _is_time_zone)
networks = must(
    "networks, comma-separated, like 10.20.0.0/16 or fd12:3456::/32",
    _are(_is_network),
)
level = must(f"one of {', '.join(LEVELS)}", lambda name: name in LEVELS)
module = must("the dotted path of a module, like search.backend", _is_module)
at_least_one = must("1 or more", lambda number: number >= 1)
not_negative = must("0 or more", lambda number: number >= 0)
filled = must("a name", str.strip)
caches = must(
    'JSON like {"name": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend",'
    ' "LOCATION": "http://10.0.0.5:8080", "HOSTNAMES": ["news.example"]}}',
    _are_caches,
)
