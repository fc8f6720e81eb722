"""Caches in front of a mirror: told to forget what was carried, before anybody looks.

Wagtail's backends say nothing of a failure but in the log, and some know no time-out.
Neither is believed: the look afterwards says whether the cache has forgotten.
"""

from collections.abc import Iterable
from threading import Thread
from urllib.parse import urlsplit

import structlog
from wagtail.contrib.frontend_cache.backends import BaseBackend
from wagtail.contrib.frontend_cache.utils import get_backends

from workflows.mirrors.models import Mirror
from workflows.mirrors.observing.addresses import hiding, showing

log = structlog.get_logger("masthead.mirrors")

SECONDS = 10.0  # that all caches in front of one mirror may take


def forget(mirror: Mirror, paths: Iterable[str]) -> None:
    """Have every cache that `WAGTAILFRONTENDCACHE` names for the mirror's host forget `paths`.

    Returns after `SECONDS` at the latest, and raises nothing.
    """
    host = urlsplit(mirror.public_url).hostname
    caches = [one for one in get_backends().values() if one.invalidates_hostname(host)]
    if not caches:
        return
    base = mirror.public_url.rstrip("/")
    addresses = {one for path in paths for one in (*showing(path), *hiding(path))}
    urls = sorted(base + address for address in addresses)
    asking = Thread(target=_ask, args=[caches, urls, mirror.name], daemon=True)
    asking.start()
    asking.join(SECONDS)
    if asking.is_alive():
        log.warning("cache_not_emptied", mirror=mirror.name, error="time is up")


def _ask(caches: Iterable[BaseBackend], urls: list[str], mirror: str) -> None:
    try:
        for cache in caches:
            cache.purge_batch(urls)
    except Exception as error:  # noqa: BLE001 — whatever ails it, a look says what readers get
        log.warning("cache_not_emptied", mirror=mirror, error=type(error).__name__)
