"""The takedown screen: what will happen, why, and then it happens."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from wagtail.admin import messages
from wagtail.models import Page

from pages.models import PublishedDocument
from workflows.press import takedown
from workflows.press.forms import TakedownForm, allowed_actions
from workflows.press.models import Action, DuePage, PublishedFile


def take_down(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the form; on POST, withdraw or kill the page."""
    if not allowed_actions(request.user):
        raise PermissionDenied
    page = get_object_or_404(Page, pk=page_id)
    form = TakedownForm(request.POST or None, user=request.user)
    if form.is_valid() and _carried_out(request, page, form):
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return TemplateResponse(request, "press/takedown.html", _context(page, form))


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
            )
    except takedown.TakedownRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(
        request,
        f"“{page.title}” is gone from the API. Every mirror owes its removal first.",
    )
    return True


def _context(page: Page, form: TakedownForm) -> dict[str, Any]:
    return {
        "page": page,
        "form": form,
        "document": PublishedDocument.objects.live().filter(pk=page.pk).first(),
        "files": PublishedFile.objects.standing().of_page(page.pk),
        "header_title": "Take down",
        "stuck": _stuck(),
    }


def _stuck() -> list[tuple[DuePage, Page | None]]:
    """Return what cannot be pressed and still shows a story that was taken down."""
    rows = list(DuePage.objects.urgent().parked().in_order())
    pages = Page.objects.in_bulk([row.page_id for row in rows])
    return [(row, pages.get(row.page_id)) for row in rows]
