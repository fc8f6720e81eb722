"""`find/`: sends the reader of an address or id to where it answers."""

from django.http import HttpRequest

from pages.api.answers import Answer
from pages.api.parameters import number, one, read_value
from pages.api.refusals import BadParameter, NotFound

FINDS = ("html_path", "id")


def wanted_id(request: HttpRequest) -> int:
    """Return `?id=`.

    Raises:
        BadParameter: it is missing or is no whole number.
    """
    value = one(request, "id")
    if value is None:
        raise BadParameter(f"find needs one of: {', '.join(FINDS)}")
    return int(read_value("id", value, number))


def as_stored(address: str) -> str:
    """Return an address as documents hold it: `news/world` → `/news/world/`."""
    parts = [part for part in address.split("/") if part]
    return "/" + "".join(f"{part}/" for part in parts)


def found_at(request: HttpRequest, address: str | None) -> Answer:
    """Return a 302 to `address`. Every other parameter goes along, as in Wagtail.

    Raises:
        NotFound: `address` is None.
    """
    if address is None:
        raise NotFound
    onward = request.GET.copy()
    for name in FINDS:
        onward.pop(name, None)
    return Answer(
        status=302, location=f"{address}?{onward.urlencode()}" if onward else address
    )
