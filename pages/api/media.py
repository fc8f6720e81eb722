"""`/api/v2/images/` and `/api/v2/documents/`: only those that a public page shows.

Their forms were written down when the page was pressed. With the last page that shows
a picture, the picture leaves in the same moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Substr
from django.http import HttpRequest

from pages.api.answers import Answer
from pages.api.fields import read_fields
from pages.api.finding import found_at, wanted_id
from pages.api.listing import list_text, page_of
from pages.api.ordering import order_terms
from pages.api.parameters import Parameters, number, read_parameters, read_value
from pages.api.refusals import NotFound
from pages.models import Use
from pages.public.forms import as_text

META = ("type", "detail_url", "tags", "download_url")
LISTED = ("id", *META, "title")  # Wagtail's own
OPERATIONS = ("fields", "limit", "offset", "order", "search", "tags")
Uses = QuerySet[Use]


@dataclass(frozen=True, kw_only=True)
class Media:
    """One endpoint.

    kind: what a use's `ref` begins with.
    address: the endpoint's own, root-relative.
    edition: the edition up to which everything public stands.
    numbers, texts: fields to filter and order by; `search` looks into the texts.
    others: fields that are only shown.
    """

    kind: str
    address: str
    edition: Callable[[], int]
    numbers: tuple[str, ...] = ("id",)
    texts: tuple[str, ...] = ("title",)
    others: tuple[str, ...] = ()

    def listing(self, request: HttpRequest) -> Answer:
        edition = self.edition()
        parameters = read_parameters(request, (*OPERATIONS, *self._sortable))
        selection = read_fields(parameters, known=self._known, default=LISTED)
        uses = self._searched(self._filtered(self._shown(), parameters), parameters)
        rows, total = page_of(self._ordered(uses, parameters), parameters)
        forms = (as_text(selection.of(row.form)) for row in rows)
        return Answer(text=list_text(forms, total), edition=edition)

    def detail(self, request: HttpRequest, key: int) -> Answer:
        parameters = read_parameters(request, ("fields",))
        selection = read_fields(parameters, known=self._known, default=None)
        form = self._uses_of(key).values_list("form", flat=True).first()
        if form is None:
            raise NotFound
        return Answer(text=as_text(selection.of(form)))

    def find(self, request: HttpRequest) -> Answer:
        key = wanted_id(request)
        shown = self._uses_of(key).exists()
        return found_at(request, f"{self.address}{key}/" if shown else None)

    @property
    def _sortable(self) -> tuple[str, ...]:
        return (*self.numbers, *self.texts)

    @property
    def _known(self) -> tuple[str, ...]:
        return (*META, *self._sortable, *self.others)

    def _uses_of(self, key: int) -> Uses:
        return Use.objects.filter(ref=f"{self.kind}:{key}", form__isnull=False)

    def _shown(self) -> Uses:
        """One use of each: all uses of a picture carry the same form."""
        uses = Use.objects.filter(ref__startswith=f"{self.kind}:", form__isnull=False)
        earlier = Use.objects.filter(
            ref=OuterRef("ref"), page_id__lt=OuterRef("page_id")
        )
        key = Cast(Substr("ref", len(self.kind) + 2), BigIntegerField())
        return uses.filter(~Exists(earlier)).annotate(key=key)

    def _filtered(self, uses: Uses, parameters: Parameters) -> Uses:
        if "tags" in parameters:
            tags = parameters["tags"].split(",")
            uses = uses.filter(form__contains={"meta": {"tags": tags}})
        for name in self._sortable:
            if name in parameters:
                reader = number if name in self.numbers else str
                wanted = read_value(name, parameters[name], reader)
                uses = uses.filter(**{f"form__{name}": wanted})
        return uses

    def _searched(self, uses: Uses, parameters: Parameters) -> Uses:
        """Every word must stand in one of the texts, as it was pressed."""
        for word in parameters.get("search", "").split():
            anywhere = (Q(**{f"form__{name}__icontains": word}) for name in self.texts)
            uses = uses.filter(reduce(or_, anywhere))
        return uses

    def _ordered(self, uses: Uses, parameters: Parameters) -> Uses:
        sources = {name: f"form__{name}" for name in self._sortable} | {"id": "key"}
        return uses.order_by(*order_terms(parameters, sources, default="id"))
