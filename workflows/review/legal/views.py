"""A lawyer's pages: the text, the answer, and why a link does not stand any more.

No account and no cookie: who holds the address may answer, so no other page can make
a browser answer in somebody's name. What leaves here is kept by nobody on the way.
"""

import mimetypes
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from pages.public import site
from pages.signals import PublishRefused
from workflows.review.errors import ReviewRefused
from workflows.review.legal import answers, links
from workflows.review.legal.errors import LinkClosed
from workflows.review.legal.forms import AnswerForm
from workflows.review.legal.models import LegalLink
from workflows.review.legal.paper import Paper

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


@csrf_exempt  # the address is the authority; there is no cookie to borrow
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """Show the text that the link decides, and take the answer, once."""
    link = links.find(token)
    if link is None:
        return _page("unknown", status=404)
    form = AnswerForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        return _answered(link, token, form)
    return _shown(link, token, form, status=422 if form.is_bound else 200)


@require_safe
def file(request: HttpRequest, token: str, name: str) -> Any:
    """Answer with a picture or document of the text, while the link stands."""
    link = links.find(token)
    waits = link and links.look(link)[1]
    shown = Paper(waits.revision, base="").files if waits else {}
    if name not in shown:
        raise Http404
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    opened = shown[name].open("rb")
    download = not kind.startswith("image/")
    policy = {"Content-Security-Policy": "default-src 'none'; sandbox"}
    return FileResponse(
        opened, as_attachment=download, content_type=kind, headers=HEADERS | policy
    )


def _answered(link: LegalLink, token: str, form: AnswerForm) -> HttpResponse:
    cleared = form.cleaned_data["answer"] == AnswerForm.CLEARED
    try:
        answers.by_link(
            link,
            cleared=cleared,
            signature=form.cleaned_data["signature"],
            comment=form.cleaned_data["comment"],
        )
    except LinkClosed:
        return _shown(link, token, form, status=410)
    except (ReviewRefused, PublishRefused) as refusal:
        form.add_error(None, str(refusal))
        return _shown(link, token, form, status=409)
    return _page("answered", status=200, link=link, cleared=cleared)


def _shown(
    link: LegalLink, token: str, form: AnswerForm, *, status: int
) -> HttpResponse:
    standing, waits = links.look(link)
    if waits is None:
        return _page("closed", status=410, link=link, standing=standing)
    base = reverse("legal_file", args=[token, "-"]).removesuffix("-")
    paper = Paper(waits.revision, base=base)
    return _page("letter", status=status, **paper.context, link=link, form=form)


def _page(name: str, *, status: int, **context: Any) -> HttpResponse:
    # Without the request: nothing here knows about sessions, users or cookies.
    newsroom = {"site": site.context(), "newsroom": settings.NEWSROOM_NAME}
    html = render_to_string(f"legal/{name}.html", newsroom | context)
    return HttpResponse(html, status=status, headers=HEADERS)
