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
from wagtail.models import Revision

from pages.models import ArticlePage
from pages.refusals import SaysItself
from workflows.desk import board, claims, deciding, fingerprint, rights, tables
from workflows.desk.assigning import may_pitch
from workflows.desk.cards import cards
from workflows.desk.filters import query_of
from workflows.desk.forms import DecisionForm, FilterForm
from workflows.desk.models import BoardSetting
from workflows.review import reading
from workflows.review.errors import TextChanged
from workflows.review.reading import Read
from workflows.review.views import comments
from workflows.review.views.conflict import Conflict, differences


class BoardView(generic.WagtailAdminTemplateMixin, View):
    """The board, as this person left it; the filters are in the address."""

    template_name = "desk/board.html"
    page_title = gettext_lazy("Board")
    header_icon = "table"

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        setting = BoardSetting.objects.filter(user=user).first()
        if setting and setting.query and not request.GET:
            return redirect(f"{reverse('board:index')}?{setting.query}")
        shown = columns_context(request)
        query = shown["query"]
        if setting is None or setting.query != query:
            BoardSetting.objects.update_or_create(user=user, defaults={"query": query})
        return self.render_to_response(
            self.get_context_data(
                **shown,
                may_pitch=may_pitch(request.user),
                verbs=deciding.VERBS,
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
    wanted, query, now = form.filter(), query_of(form.asked), timezone.now()
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
        "query": query,
        "here": f"{reverse('board:index')}?{query}".rstrip("?"),
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

    def get_breadcrumbs_items(self) -> list[Any]:
        return []  # the header names the story

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if wants_json(request):
            return JsonResponse({"button": self._button()})
        return self._ask(request.GET.get("read", ""))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST, verb=self.verb)
        comments.keep(request, self.page.pk, request.POST.get("comment", ""))
        if form.is_valid():
            try:
                said = self.verb.do(self.page, request.user, form.cleaned_data)
            except TextChanged as refusal:
                return self._refuse_stale(refusal)
            except (SaysItself, PermissionDenied) as refusal:
                form.add_error(None, str(refusal))
            else:
                comments.forget(request, self.page.pk)
                return answer(request, said)
        if wants_json(request):
            problems = [str(text) for texts in form.errors.values() for text in texts]
            return JsonResponse({"said": " ".join(problems)}, status=409)
        return self._show(form)

    def _button(self) -> str:
        return deciding.button(self.verb, self.page, self.request.user)

    def _refuse_stale(self, refusal: TextChanged) -> HttpResponse:
        if wants_json(self.request):
            told = {"said": str(refusal), "changed": True}
            return JsonResponse(told, status=409)
        return self._ask(self.request.POST.get("read", ""), status=409)

    def _ask(self, token: str, *, status: int = 200) -> HttpResponse:
        """Ask about the newest text, and show what changed in it since `token` was read."""
        step = self.page.current_workflow_task_state
        newest = self.page.get_latest_revision()
        known = reading.text_read(self.page, token) or (step and step.revision)
        changed = known is not None and Read.of(known) != Read.of(newest)
        asked = {
            "comment": comments.take(self.request, self.page.pk),
            "read": Read.of(newest).token,
            "next": back(self.request),
        }
        form = DecisionForm(verb=self.verb, initial=asked)
        return self._show(form, self._since(known, newest) if changed else None, status)

    def _since(self, known: Revision, newest: Revision) -> Conflict:
        texts = known.as_object(), newest.as_object()
        return Conflict(newest, differences(*texts, self.request))

    def _show(
        self, form: DecisionForm, conflict: Conflict | None = None, status: int = 200
    ) -> HttpResponse:
        context = {
            "verb": self.verb,
            "page": self.page,
            "draft": self.page.get_latest_revision_as_object(),
            "form": form,
            "button": self._button(),
            "back": back(self.request),
            "conflict": conflict,
            "refusal": TextChanged(),
            "edit_url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
        }
        return self.render_to_response(self.get_context_data(**context), status=status)


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
