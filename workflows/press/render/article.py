"""A story's reader page."""

from django.conf import settings
from django.template.loader import render_to_string

from pages.public import jsonld
from pages.public.forms import Form

TEMPLATE = "reader/article.html"


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
        },
    ).encode()
