"""Which published documents a list holds: by type, place in the tree, tags and fields."""

import re
from collections.abc import Callable
from functools import cache

from django.conf import settings
from psycopg.types.json import Jsonb
from wagtail.coreutils import resolve_model_string
from wagtail.models import Page, get_page_models

from pages.api.names import COLUMNS, SCALARS
from pages.api.parameters import WHOLE, Parameters, read_value
from pages.api.refusals import BadParameter
from pages.api.selecting import Documents
from pages.models import PublicPage, PublishedDocument

STEP = Page.steplen  # characters of a tree path per level


def filtered(documents: Documents, parameters: Parameters) -> Documents:
    """Return the live documents that match every parameter.

    Raises:
        BadParameter: a value cannot be, or names a page that is not public.
    """
    if "child_of" in parameters and "descendant_of" in parameters:
        raise BadParameter("filtering by descendant_of with child_of is not supported")
    for name, value in parameters.items():
        if name in FILTERS:
            documents = FILTERS[name](documents, value)
        elif name in COLUMNS or name in SCALARS:
            documents = _by_field(documents, name, value)
    return documents


def _by_field(documents: Documents, name: str, value: str) -> Documents:
    column, read = COLUMNS.get(name) or ("", SCALARS[name])
    wanted = read_value(name, value, read)
    if column:
        return documents.where(f"{column} = %s", wanted)
    return documents.where("filters @> %s", Jsonb({name: wanted}))


def _by_type(documents: Documents, value: str) -> Documents:
    wanted = {label for name in value.split(",") for label in _labels(name)}
    return documents.where("type = ANY(%s)", sorted(wanted))


@cache
def _labels(name: str) -> tuple[str, ...]:
    """Return the public page types that are `name` or derive from it."""
    try:
        wanted = resolve_model_string(name)
    except (LookupError, ValueError):
        wanted = None
    public = {
        model._meta.label: model
        for model in get_page_models()
        if issubclass(model, PublicPage)
    }
    if wanted is None or not issubclass(wanted, Page):
        raise BadParameter(
            f"type doesn't exist; known are: {', '.join(sorted(public))}"
        )
    return tuple(label for label, model in public.items() if issubclass(model, wanted))


def _child_of(documents: Documents, value: str) -> Documents:
    path = _tree_path("child_of", value, missing="parent page doesn't exist")
    # A pattern that begins with the path, so that the index on it is used.
    return documents.where("tree_path ~ %s", f"^{re.escape(path)}.{{{STEP}}}$")


def _descendant_of(documents: Documents, value: str) -> Documents:
    path = _tree_path("descendant_of", value, missing="ancestor page doesn't exist")
    return documents.where("tree_path ~ %s", f"^{re.escape(path)}.")


def _ancestor_of(documents: Documents, value: str) -> Documents:
    path = _tree_path("ancestor_of", value, missing="descendant page doesn't exist")
    above = [path[:end] for end in range(STEP, len(path), STEP)]
    return documents.where("tree_path = ANY(%s)", above)


def _tree_path(name: str, value: str, *, missing: str) -> str:
    pages = PublishedDocument.objects.live()
    if value == "root" and name != "ancestor_of":
        pages = pages.filter(html_path="/")
    elif WHOLE.fullmatch(value):
        pages = pages.filter(page_id=int(value))
    else:
        raise BadParameter(f"{name} must be a positive integer")
    path = pages.values_list("tree_path", flat=True).first()
    if path is None:
        raise BadParameter(f"{name}: {missing}")
    return path


def _by_tags(documents: Documents, value: str) -> Documents:
    return documents.where("tags @> %s::varchar[]", value.split(","))


def _by_locale(documents: Documents, value: str) -> Documents:
    known = [code for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES]
    if value not in known:
        raise BadParameter(f"locale must be one of: {', '.join(known)}")
    return documents.where("locale = %s", value)


FILTERS: dict[str, Callable[[Documents, str], Documents]] = {
    "type": _by_type,
    "child_of": _child_of,
    "descendant_of": _descendant_of,
    "ancestor_of": _ancestor_of,
    "tags": _by_tags,
    "locale": _by_locale,
}
