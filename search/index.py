"""Writes what the admin finds: what a thing is about, and every word it holds."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from modelsearch.backends.database.postgres.postgres import ObjectIndexer, PostgresIndex
from modelsearch.index import AutocompleteField, SearchField
from modelsearch.utils import get_content_type_pk
from wagtail.search.models import IndexEntry

from pages.models import PublishedDocument
from search import vectors
from search.vectors import LONGEST

WRITTEN = ("title", "body", "autocomplete")


class Indexer(ObjectIndexer):
    """Reads an object's search fields.

    Boosted ones (headline, dek, bylines, opening) say what it is about: they make up
    `title`, a small vector by which hits are ranked. The others make up `body`, which
    is only matched: reading it back to rank by costs most of a search.
    """

    def entry(self, content_type_id: int) -> IndexEntry:
        about, words, beginnings = self._texts()
        return IndexEntry(
            content_type_id=content_type_id,
            object_id=self.id,
            title=self.as_vector(about),
            body=self.as_vector(words),
            autocomplete=self.as_vector(beginnings, for_autocomplete=True),
        )

    def _texts(self) -> tuple[list[Any], list[Any], list[Any]]:
        about, words, beginnings = [], [], []
        for field, weight, text in self._prepared():
            if isinstance(field, AutocompleteField):
                beginnings.append((text, weight))
            elif field.boost is not None or field.field_name == "title":
                about.append((text, weight))
            else:
                words.append((text, weight))
        return about, words, beginnings

    def _prepared(self) -> Iterator[tuple[SearchField | AutocompleteField, str, str]]:
        for field in self.search_fields:
            for inner, weight, text in self.prepare_field(self.obj, field):
                yield inner, weight, text[:LONGEST]


class Index(PostgresIndex):
    """Wagtail's index table, written so that a fault stays with the index."""

    def add_items(self, model: Any, objs: Iterable[Any]) -> None:
        """Write entries for objects of one model; of documents, their own columns.

        Inside a savepoint: Wagtail runs this in the transaction that publishes, and
        swallows what it raises; without one, the publication would be lost with it.
        """
        with transaction.atomic(using=self.write_connection.alias):
            if model is PublishedDocument:
                vectors.write(list(objs), config=self.backend.config)
            else:
                self._write(get_content_type_pk(model), objs)

    def _write(self, content_type_id: int, objs: Iterable[Any]) -> None:
        IndexEntry.objects.using(self.write_connection.alias).bulk_create(
            [Indexer(obj, self.backend).entry(content_type_id) for obj in objs],
            update_conflicts=True,
            unique_fields=("content_type", "object_id"),
            update_fields=WRITTEN,
        )

    def _refresh_title_norms(self, full: bool = False) -> None:  # noqa: FBT001, FBT002 — Wagtail's signature
        """Do nothing: Wagtail weighs titles by their mean length, over all entries, on each write."""
