"""The takedown screens: what will happen and why, and afterwards how far it has come."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.models import Page

from pages.models import PublishedDocument
from workflows.press import forecast, publication, takedown
from workflows.press.forms import TakedownForm, allowed_actions
from workflows.press.models import Action, DuePage, Edition

PANELS = "masthead_takedown_panels"


def take_down(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what would happen, and the form; on POST, withdraw or kill the page.

    What is down already has a screen of its own, unless somebody asks for the form again.
    """
    if not allowed_actions(request.user):
        raise PermissionDenied
    page = get_object_or_404(Page, pk=page_id)
    document = PublishedDocument.objects.live().filter(pk=page_id).first()
    edition = None if document else _takedown_of(page_id)
    if edition and request.method == "GET" and "again" not in request.GET:
        return _follow(request, page, edition)
    form = TakedownForm(request.POST or None, user=request.user)
    if form.is_valid() and _carried_out(request, page, form):
        return redirect("press_takedown", page.pk)
    context = _context(request, page, None) | {
        "form": form,
        "document": document,
        "forecast": document and forecast.of_takedown(document),
    }
    return TemplateResponse(request, "press/takedown.html", context)


def _takedown_of(page_id: int) -> Edition | None:
    last = publication.last_word(page_id)
    return last if last and last.action in publication.TAKEDOWNS else None


def _follow(request: HttpRequest, page: Page, edition: Edition) -> HttpResponse:
    reason = dict(takedown.Reason.choices).get(edition.reason, edition.reason)
    context = _context(request, page, edition) | {
        "edition": edition,
        "reason": reason,
    }
    return TemplateResponse(request, "press/taken_down.html", context)


def _carried_out(request: HttpRequest, page: Page, form: TakedownForm) -> bool:
    wanted = form.cleaned_data
    try:
        if wanted["action"] == Action.KILL:
            takedown.kill(page.pk, actor=request.user, reason=wanted["reason"])
        else:
            takedown.withdraw(
                page.pk,
                actor=request.user,
                reason=wanted["reason"],
                note=wanted["note"],
                by=wanted["by"],
            )
    except takedown.TakedownRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(
        request,
        _("“%(title)s” is gone from the API. Every mirror owes its removal first.")
        % {"title": page.title},
    )
    return True


def _context(
    request: HttpRequest, page: Page, edition: Edition | None
) -> dict[str, Any]:
    """Return what both screens show; rooms above add what they know, by the hook.

    A hook is a function of the request, the page and the takedown's edition (None before
    it is done), and returns a Wagtail component.
    """
    panels = MediaContainer(
        panel(request, page, edition) for panel in hooks.get_hooks(PANELS)
    )
    media: Media = panels.media
    return {"page": page, "panels": panels, "media": media, "stuck": _stuck()}


def _stuck() -> list[tuple[DuePage, Page | None]]:
    """Return what cannot be pressed and still shows a story that was taken down."""
    rows = list(DuePage.objects.urgent().parked().in_order())
    pages = Page.objects.in_bulk([row.page_id for row in rows])
    return [(row, pages.get(row.page_id)) for row in rows]
