"""Has the database changed behind what was pressed? Fingerprints of rows, by PostgreSQL.

A page's fingerprint covers the rows of its own tables and of its children; a resource's
covers its row, and whether a picture's license has run out. They change however the rows
were changed: bulk update, raw SQL, a move that rewrites the address of every page below.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model
from modelcluster.models import get_all_child_relations
from wagtail.documents import get_document_model

from pages.models import (
    Agency,
    ArticlePage,
    Author,
    HomePage,
    NewsImage,
    PublishedDocument,
    SectionPage,
    Topic,
    Use,
)
from workflows.press import site
from workflows.press.fronts import FRONTS
from workflows.press.models import Source

PAGE_TYPES = (HomePage, SectionPage, ArticlePage)
# Of Wagtail's own page table only what a reader can notice: a saved draft is no change.
PAGE_COLUMNS = (
    "title", "slug", "url_path", "live", "live_revision_id", "show_in_menus",
    "seo_title", "search_description", "first_published_at", "last_published_at",
)  # fmt: skip

# A picture looks different once its license has run out, though nobody touched its row.
LOOK = "t::text"
LOOKS = {
    "image": "t::text || CASE WHEN license_expires_at <= statement_timestamp()"
    " THEN ' expired' ELSE '' END"
}

SLICE = 1_000  # pages that one statement looks at; their rows sort in memory
NEXT = """
(SELECT id FROM wagtailcore_page WHERE live AND id > %(after)s
    ORDER BY id LIMIT %(most)s)
UNION
(SELECT page_id FROM pages_publisheddocument WHERE state = 'live' AND page_id > %(after)s
    ORDER BY page_id LIMIT %(most)s)
ORDER BY id LIMIT %(most)s
"""


def resource_models() -> Mapping[str, type[Model]]:
    """Kind of `ref` → the model whose row it names."""
    return {
        "author": Author,
        "agency": Agency,
        "topic": Topic,
        "image": NewsImage,
        "document": get_document_model(),
    }


def page_fingerprints(page_ids: Iterable[int]) -> dict[int, str]:
    """Return page id → fingerprint of its rows, for those of the pages named that are live."""
    columns = ", ".join(f"t.{column}" for column in PAGE_COLUMNS)
    tables = [("wagtailcore_page", "id", f"ROW({columns})")]
    tables += [(table, key, "t") for m in PAGE_TYPES for table, key in _tables_of(m)]
    parts = (
        f"SELECT {key} AS page, {row}::text AS part FROM {table} t WHERE {key} = ANY(%(wanted)s)"  # noqa: S608 — names of our own models
        for table, key, row in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT page, md5(string_agg(part, '|' ORDER BY part))
            FROM ({" UNION ALL ".join(parts)}) AS rows
            JOIN wagtailcore_page ON wagtailcore_page.id = page AND live
                AND wagtailcore_page.id = ANY(%(wanted)s)
            GROUP BY page
            """,  # noqa: S608 — no word of it is a user's
            {"wanted": list(page_ids)},
        )
        return dict(cursor.fetchall())


def slices() -> Iterator[list[int]]:
    """Yield the ids of all pages that are or should be public, in order, few at a time."""
    after = 0
    while ids := _slice(after):
        yield ids
        after = ids[-1]


def in_slices(page_ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield these ids few at a time, so that no statement is as long as the archive."""
    rest = iter(page_ids)
    while ids := list(islice(rest, SLICE)):
        yield ids


def _slice(after: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"after": after, "most": SLICE})
        return [page_id for (page_id,) in cursor.fetchall()]


def note(refs: Iterable[str]) -> bool:
    """Remember how resources look now that no page has shown before; say if there are any.

    If so, whoever read them may have seen an older look than is remembered, and must
    read again: of later changes the sweep will know. What is remembered already stays:
    other pages still show it, and the sweep must find them.
    """
    models = resource_models()
    wanted = {ref for ref in refs if ref.partition(":")[0] in models}
    known = Source.objects.filter(ref__in=wanted).values_list("ref", flat=True)
    found = resource_fingerprints(wanted.difference(known))
    _remember(found)
    return bool(found)


def note_site(newsroom: Mapping[str, Any]) -> None:
    """Remember what many pages show, as it was read, unless an older look is remembered.

    Args:
        newsroom: `site.context_of_fronts()`, as the page will show it: of what changes
            from then on the sweep will know.
    """
    _remember(site.looks(newsroom))


def _remember(fingerprints: Mapping[str, str]) -> None:
    rows = (Source(ref=ref, fingerprint=look) for ref, look in fingerprints.items())
    Source.objects.bulk_create(rows, ignore_conflicts=True)


def changed(refs: Iterable[str] | None = None) -> dict[str, str]:
    """Return ref → new fingerprint of every resource that looks different than remembered.

    Args:
        refs: the resources to look at; all that are remembered if None.
    """
    known = Source.objects.all()
    if refs is not None:
        known = known.filter(ref__in=list(refs))
    remembered = dict(known.values_list("ref", "fingerprint"))
    shared = site.looks(site.context_of_fronts())
    now = shared | resource_fingerprints(remembered.keys() - shared)
    return {
        ref: now.get(ref, "")
        for ref, fingerprint in remembered.items()
        if now.get(ref, "") != fingerprint
    }


def resource_fingerprints(refs: Iterable[str]) -> dict[str, str]:
    """Return ref → fingerprint of its row; a deleted resource is not in it."""
    by_kind: dict[str, list[int]] = {}
    for ref in refs:
        kind, key = ref.split(":")
        by_kind.setdefault(kind, []).append(int(key))
    found: dict[str, str] = {}
    for kind, keys in by_kind.items():
        table = resource_models()[kind]._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, md5({LOOKS.get(kind, LOOK)}) FROM {table} t WHERE id = ANY(%s::bigint[])",  # noqa: S608 — no word of it is a user's
                [keys],
            )
            found |= {
                f"{kind}:{key}": fingerprint for key, fingerprint in cursor.fetchall()
            }
    return found


def users_of(ref: str) -> list[int]:
    """Return the pages that show `ref`; every page shows the site, fronts the addresses."""
    if ref == site.SITE:
        return list(Use.objects.values_list("page_id", flat=True).distinct())
    if ref == site.ADDRESSES:
        fronts = PublishedDocument.objects.live().filter(type__in=FRONTS)
        return list(fronts.values_list("page_id", flat=True))
    return list(Use.objects.filter(ref=ref).values_list("page_id", flat=True))


def _tables_of(model: type[Model]) -> list[tuple[str, str]]:
    """Return each table that makes a page of this type, with its column of the page's id."""
    tables = [(model._meta.db_table, "page_ptr_id")]
    for relation in get_all_child_relations(model):
        if relation.related_model._meta.app_label == "pages":
            table = relation.related_model._meta.db_table
            tables.append((table, relation.field.column))
    for field in model._meta.local_many_to_many:
        rows = getattr(model, field.name).through._meta
        tables.append((rows.db_table, field.m2m_column_name()))
    return tables
