"""`/api/v2/redirects/`: old addresses whose target is public."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.http import HttpRequest
from wagtail.contrib.redirects.models import Redirect

from pages.api.answers import Answer
from pages.api.fields import read_fields
from pages.api.finding import found_at, wanted_id
from pages.api.listing import list_text, page_of
from pages.api.ordering import order_terms
from pages.api.parameters import Parameters, number, one, read_parameters, read_value
from pages.api.refusals import BadParameter, NotFound
from pages.models import PublishedDocument
from pages.public.forms import Form, as_text

ADDRESS = "/api/v2/redirects/"
KNOWN = ("id", "type", "detail_url", "old_path", "location")
SOURCES = {"id": "pk", "old_path": "old_path"}
OPERATIONS = ("fields", "limit", "offset", "order", "search", *SOURCES)
Rows = QuerySet[Redirect]


@dataclass(frozen=True)
class Redirects:
    """The endpoint. edition: the edition up to which everything public stands."""

    edition: Callable[[], int]

    def listing(self, request: HttpRequest) -> Answer:
        edition = self.edition()
        parameters = read_parameters(request, OPERATIONS)
        selection = read_fields(parameters, known=KNOWN, default=None)
        rows, total = page_of(_ordered(_filtered(parameters), parameters), parameters)
        forms = (as_text(selection.of(_form(row))) for row in rows)
        return Answer(text=list_text(forms, total), edition=edition)

    def detail(self, request: HttpRequest, key: int) -> Answer:
        parameters = read_parameters(request, ("fields",))
        selection = read_fields(parameters, known=KNOWN, default=None)
        row = public_redirects().filter(pk=key).first()
        if row is None:
            raise NotFound
        return Answer(text=as_text(selection.of(_form(row))))

    def find(self, request: HttpRequest) -> Answer:
        """Where the redirect with this `html_path` (its old address) or `id` answers."""
        rows = public_redirects()
        address = one(request, "html_path")
        if address is not None:
            rows = rows.filter(old_path=_normalized(address))
        else:
            rows = rows.filter(pk=wanted_id(request))
        found = rows.order_by("pk").values_list("pk", flat=True).first()
        return found_at(request, found and f"{ADDRESS}{found}/")


def public_redirects() -> Rows:
    """Redirects to a public page, or to an address that an editor wrote down."""
    public = PublishedDocument.objects.live().filter(
        page_id=OuterRef("redirect_page_id")
    )
    location = Case(
        When(redirect_page=None, then=F("redirect_link")),
        default=Subquery(public.values("html_path")),
    )
    return Redirect.objects.annotate(location=location).exclude(location="").exclude(location=None)  # fmt: skip


def _form(row: Redirect) -> Form:
    detail_url = f"{ADDRESS}{row.pk}/"
    return {
        "id": row.pk,
        "meta": {"type": "wagtailredirects.Redirect", "detail_url": detail_url},
        "old_path": row.old_path,
        "location": row.location,
    }


def _filtered(parameters: Parameters) -> Rows:
    rows = public_redirects()
    if "id" in parameters:
        rows = rows.filter(pk=read_value("id", parameters["id"], number))
    if "old_path" in parameters:
        rows = rows.filter(old_path=parameters["old_path"])
    for word in parameters.get("search", "").split():
        rows = rows.filter(old_path__icontains=word)
    return rows


def _ordered(rows: Rows, parameters: Parameters) -> Rows:
    return rows.order_by(*order_terms(parameters, SOURCES, default="id"))


def _normalized(address: str) -> str:
    try:
        return str(Redirect.normalise_path(address))
    except ValueError as error:  # urllib's, e.g. half an IPv6 address
        raise BadParameter(f"html_path: {error}") from error
