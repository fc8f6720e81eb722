"""Wagtail's PostgreSQL search, made to cost a few milliseconds; the admin uses it."""

from typing import Any

from django.contrib.postgres.search import SearchRank, SearchVectorField
from django.db.models import F, Func, QuerySet
from modelsearch.backends.database.postgres.postgres import (
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)
from modelsearch.query import And, Or, Phrase, PlainText

from search.configuration import WITHOUT_STEMS, configuration_of
from search.index import Index

OURS = (PlainText, Phrase, And, Or)


class Words(Func):
    """`title || body` of an index entry, exactly as our migration indexes it."""

    function = "search_words"
    output_field = SearchVectorField()


class Compiler(PostgresSearchQueryCompiler):
    """Matches every word; ranks by what a thing is about, then in the queryset's order.

    An entry's `title` holds what it is about (see `search.index`). Ranking by it alone
    reads no long text back, which is most of what Wagtail's own ranking costs.
    """

    def search(
        self,
        config: str,
        start: int | None,
        stop: int | None,
        score_field: str | None = None,
        backend: Any = None,
    ) -> QuerySet[Any]:
        if self.fields is not None or not isinstance(self.query, OURS):
            return super().search(config, start, stop, score_field, backend)
        words = self.build_tsquery(self.query, config=config)
        about = F("index_entries__title")
        rank = SearchRank(about, words, weights=self.sql_weights)
        # An alias: Wagtail's annotation sends the vector of every hit to the client.
        entries = self.queryset.alias(_words=Words(about, "index_entries__body"))
        found = entries.filter(_words=words)
        if score_field is not None:
            found = found.annotate(**{score_field: rank})
        return self._in_order(found, rank)[start:stop]

    def _in_order(self, found: QuerySet[Any], rank: SearchRank) -> QuerySet[Any]:
        best = [rank.desc()] if self.order_by_relevance else []
        return found.order_by(*best, *(found.query.order_by or ("-pk",)))


class SearchBackend(PostgresSearchBackend):
    """The backend for `WAGTAILSEARCH_BACKENDS`; its SEARCH_CONFIG is a language."""

    query_compiler_class = Compiler
    index_class = Index

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.config = configuration_of(params.get("SEARCH_CONFIG", "english"))
        self.autocomplete_config = configuration_of(WITHOUT_STEMS)
