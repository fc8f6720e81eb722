"""The screens of the board: its columns, and what a card's buttons do."""

from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import etag, require_POST
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views import generic

from pages.models import ArticlePage
from pages.refusals import SaysItself
from workflows.desk import board, claims, deciding, fingerprint, rights, tables
from workflows.desk.assigning import may_pitch
from workflows.desk.cards import cards
from workflows.desk.filters import query_of
from workflows.desk.forms import DecisionForm, FilterForm
from workflows.desk.models import BoardSetting


class BoardView(generic.WagtailAdminTemplateMixin, View):
    """The board, as this person left it; the filters are in the address."""

    template_name = "desk/board.html"
    page_title = gettext_lazy("Board")
    header_icon = "table"

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        setting = BoardSetting.objects.filter(user=user).first()
        query = query_of(request.GET)
        if setting and setting.query and not request.GET:
            return redirect(f"{reverse('board:index')}?{setting.query}")
        if setting is None or setting.query != query:
            BoardSetting.objects.update_or_create(user=user, defaults={"query": query})
        return self.render_to_response(
            self.get_context_data(
                **columns_context(request),
                query=query,
                may_pitch=may_pitch(request.user),
                breadcrumbs_items=[],
            )
        )


def _fingerprint(request: HttpRequest) -> str:
    found = fingerprint.fingerprint(request.user.pk, query_of(request.GET))
    return f'"{found}"'


@etag(_fingerprint)
def columns(request: HttpRequest) -> HttpResponse:
    """The board's columns alone: what its script asks for; 304 while nothing changed."""
    return TemplateResponse(request, "desk/columns.html", columns_context(request))


def columns_context(request: HttpRequest) -> dict[str, Any]:
    """Return the form of the filters, and the columns that they leave."""
    form = FilterForm(request.GET)
    wanted, now = form.filter(), timezone.now()
    newsroom = tables.read(request.user, now=now)
    arranged = board.arrange(
        filter(wanted.keeps, newsroom.stories),
        list(filter(wanted.keeps_plan, newsroom.plans)),
        newsroom.steps,
        today=newsroom.today,
    )
    shown = [
        (column, cards(column.stories, newsroom.steps, request.user, now=now))
        for column in arranged
    ]
    return {
        "form": form,
        "columns": shown,
        "now": now,
        "drafts": tables.DRAFTS,
        "here": f"{reverse('board:index')}?{query_of(request.GET)}".rstrip("?"),
    }


class DecisionView(generic.WagtailAdminTemplateMixin, AccessMixin, View):
    """Ask once more, with the story's name and room for a comment; on POST, decide."""

    template_name = "desk/decision.html"
    header_icon = "check"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = visible_story(request, kwargs["page_id"])
        self.verb = deciding.VERBS[kwargs["verb"]]
        self.page_title = self.verb.label
        self.page_subtitle = self.page.get_admin_display_title()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if wants_json(request):
            return JsonResponse({"button": self._button()})
        said = {"read": request.GET.get("read"), "next": request.GET.get("next")}
        return self._ask(DecisionForm(verb=kwargs["verb"], initial=said))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST, verb=kwargs["verb"])
        if form.is_valid():
            try:
                said = self.verb.do(self.page, request.user, form.cleaned_data)
            except (SaysItself, PermissionDenied) as refusal:
                form.add_error(None, str(refusal))
            else:
                return answer(request, said)
        if wants_json(request):
            problems = [str(text) for texts in form.errors.values() for text in texts]
            return JsonResponse({"said": " ".join(problems)}, status=409)
        return self._ask(form)

    def _button(self) -> str:
        return deciding.button(self.verb, self.page, self.request.user)

    def _ask(self, form: DecisionForm) -> HttpResponse:
        draft = self.page.get_latest_revision_as_object()
        context = {"verb": self.verb, "page": self.page, "draft": draft, "form": form}
        context["button"] = self._button()
        return self.render_to_response(
            self.get_context_data(**context, back=back(self.request))
        )


@require_POST
def claim(request: HttpRequest, page_id: int) -> HttpResponse:
    page = visible_story(request, page_id)
    try:
        deciding.claim(page, user=request.user)
    except SaysItself as refusal:
        return answer(request, str(refusal), refused=True)
    said = _("You are on “%(headline)s” for the next half hour.")
    return answer(request, said % {"headline": page.get_admin_display_title()})


@require_POST
def release(request: HttpRequest, page_id: int) -> HttpResponse:
    page = visible_story(request, page_id)
    claims.release(page.pk, user=request.user)
    said = _("“%(headline)s” is free again.")
    return answer(request, said % {"headline": page.get_admin_display_title()})


def visible_story(request: HttpRequest, page_id: int) -> ArticlePage:
    """Return a story that this person may explore, or is asked to decide."""
    page = get_object_or_404(ArticlePage, pk=page_id)
    seen = ArticlePage.objects.filter(rights.explorable(request.user), pk=page_id)
    if not seen.exists() and not deciding.is_asked(page, request.user):
        raise Http404
    return page


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def answer(request: HttpRequest, said: str, *, refused: bool = False) -> HttpResponse:
    """Tell the script what happened; without one, the next screen."""
    if wants_json(request):
        return JsonResponse({"said": said}, status=409 if refused else 200)
    (messages.error if refused else messages.success)(request, said)
    return redirect(back(request))


def back(request: HttpRequest) -> str:
    return get_valid_next_url_from_request(request) or reverse("board:index")
