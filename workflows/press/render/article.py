"""A story's reader page, and the page of its history."""

from django.conf import settings
from django.template.loader import render_to_string

from pages.public import jsonld
from pages.public.forms import Form
from workflows.press import history

TEMPLATE, HISTORY = "reader/article.html", "reader/history.html"


def html(form: Form, newsroom: Form) -> bytes:
    """Return the page that readers get of a story's public form."""
    data = [
        jsonld.news_article(
            form, base_url=settings.PRIMARY_URL, publisher=settings.NEWSROOM_NAME
        ),
        jsonld.breadcrumb(form, base_url=settings.PRIMARY_URL),
    ]
    return render_to_string(
        TEMPLATE,
        {
            "page": form,
            "site": newsroom,
            "canonical": settings.PRIMARY_URL + form["meta"]["html_url"],
            "jsonld": jsonld.script(data),
            "history_url": history.has_page(form) and _past_of(form),
        },
    ).encode()


def history_html(form: Form, newsroom: Form) -> bytes:
    """Return the page that tells readers when and how a story changed."""
    return render_to_string(
        HISTORY,
        {
            "page": form,
            "site": newsroom,
            "canonical": settings.PRIMARY_URL + _past_of(form),
        },
    ).encode()


def _past_of(form: Form) -> str:
    return history.address_of(form["meta"]["html_url"])
