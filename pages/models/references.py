"""What a revision names and is gone since: left out, with one query for each kind of thing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import CASCADE, DO_NOTHING, ForeignKey, Model
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations

# Wagtail takes these from the page's own row, whatever a revision says of them.
OF_THE_ROW = frozenset(
    {
        "content_type", "owner", "locked_by", "latest_revision", "locale", "alias_of",
        "wagtail_admin_comments",
    }
)  # fmt: skip

Row = Mapping[str, Any]


def present(model: type[Model], data: Row) -> dict[str, Any]:
    """Return the serialized page `data` without references to rows that are gone.

    What goes is what the database took from the page's own rows when the other was
    deleted: the key becomes null, or with CASCADE the child goes. django-modelcluster
    finds the same by asking for every key by itself, twenty times for a short story.
    """
    (row,) = _rows(model, [data])
    children = {}
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if name in data and name not in OF_THE_ROW:
            children[name] = _rows(relation.related_model, data[name], children=True)
    return {**row, **children}


def _rows(model: type[Model], rows: list[Row], *, children: bool = False) -> list[Row]:
    for field in _references(model):
        lost = _lost(field, (row.get(field.name) for row in rows))
        if lost and children and field.remote_field.on_delete is CASCADE:
            rows = [row for row in rows if row.get(field.name) not in lost]
        elif lost:
            rows = [
                {**row, field.name: None} if row.get(field.name) in lost else row
                for row in rows
            ]
    return rows


def _references(model: type[Model]) -> list[ForeignKey]:
    return [
        field
        for field in model._meta.fields
        if isinstance(field, ForeignKey)
        and not isinstance(field, ParentalKey)
        and not field.remote_field.parent_link
        and field.remote_field.on_delete is not DO_NOTHING
        and field.name not in OF_THE_ROW
    ]


def _lost(field: ForeignKey, keys: Iterable[Any]) -> set[Any]:
    named = set(keys) - {None}
    if not named:
        return set()
    target = field.target_field.name
    rows = field.related_model._default_manager  # noqa: SLF001 — Django documents it
    there = rows.filter(**{f"{target}__in": named})
    return named - set(there.values_list(target, flat=True))
