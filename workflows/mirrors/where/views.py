"""The screen that says where a story is, and goes on saying it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.log_actions import log
from wagtail.models import Page

from pages.models import PublicPage
from workflows.mirrors.models import Mirror
from workflows.mirrors.where import rows
from workflows.mirrors.where.send import CannotSend, send_again


def where(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show where a page is."""
    page = _page(request, page_id)
    context = {
        "page": page,
        "address": reverse("mirrors_where_rows", args=[page_id]),
        **_context(page_id),
    }
    return TemplateResponse(request, "mirrors/where.html", context)


def where_rows(request: HttpRequest, page_id: int) -> HttpResponse:
    """Answer the part of the screen that changes."""
    _page(request, page_id)
    return render(request, "mirrors/where_rows.html", _context(page_id))


@require_POST
def send(request: HttpRequest, page_id: int, mirror_id: int) -> HttpResponse:
    """Have one mirror get the page again."""
    page = _page(request, page_id)
    mirror = get_object_or_404(Mirror, pk=mirror_id)
    try:
        send_again(mirror, page_id)
    except CannotSend as refusal:
        messages.error(request, f"{mirror}: {refusal}")
    else:
        log(page, "mirrors.send_again", user=request.user, data={"mirror": mirror.name})
        messages.success(
            request, _("%(mirror)s gets it again.") % {"mirror": mirror.name}
        )
    return redirect("mirrors_where", page_id)


def _page(request: HttpRequest, page_id: int) -> Page:
    """Return the page, if whoever asks may change it.

    Raises:
        PermissionDenied: they may not.
    """
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def _context(page_id: int) -> dict[str, Any]:
    return {"where": rows.of_page(page_id), "page_id": page_id}


def is_asked_for(page: Page) -> bool:
    """Whether the page is of a kind that goes to mirrors."""
    return issubclass(page.specific_class or Page, PublicPage)
