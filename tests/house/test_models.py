"""Tables point one way, speak for themselves, and records point nowhere."""

from django.apps import apps
from django.db import models

from pages.models import PublishedDocument, Use
from workflows.press.models import DuePage, Edition, PublishedFile
from workflows.review.models import Approval, Entry, Release, ReviewedText

ROOMS = ("pages", "search", "press", "review", "mirrors", "desk", "notices")
ROAD = {"pages", "search", "press", "review", "mirrors"}
KNOWS: dict[str, set[str]] = {
    "pages": set(),
    "search": {"pages"},
    "press": {"pages", "search"},
    "review": {"pages", "search", "press"},
    "mirrors": {"pages", "search", "press"},
    "desk": ROAD,
    "notices": ROAD | {"desk"},
}
RECORDS = (
    Approval,
    Entry,
    ReviewedText,
    Release,
    Edition,
    PublishedDocument,
    PublishedFile,
    DuePage,
    Use,
)


def ours() -> list[type[models.Model]]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def keys(model: type[models.Model]) -> dict[str, str]:
    """Return field → app of what it points at."""
    fields = [field for field in model._meta.get_fields() if field.concrete]
    return {
        f"{model.__name__}.{field.name}": field.related_model._meta.app_label
        for field in fields
        if isinstance(field.related_model, type)
    }


def test_no_key_points_to_a_room_above():
    lost = []
    for model in ours():
        room = model._meta.app_label
        strangers = set(ROOMS) - KNOWS[room] - {room}
        lost += [name for name, app in keys(model).items() if app in strangers]
    assert lost == []


def test_records_outlive_what_they_name():
    assert [name for record in RECORDS for name in keys(record)] == []


def test_every_model_says_what_it_is():
    silent = [m.__name__ for m in ours() if m.__str__ is models.Model.__str__]
    assert silent == []


def test_every_index_and_constraint_has_a_name_of_its_own():
    named = [
        each.name
        for model in ours()
        for each in (*model._meta.indexes, *model._meta.constraints)
        if model.__module__.split(".")[0] in ("pages", "search", "workflows")
    ]
    assert sorted(named) == sorted(set(named))
