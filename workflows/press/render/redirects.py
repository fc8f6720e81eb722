"""Old addresses of a page: each holds a small page that leads to the new one."""

from django.conf import settings
from django.template.loader import render_to_string
from wagtail.contrib.redirects.models import Redirect

from pages.models import PublicPage, PublishedDocument
from pages.public.forms import Form


def remember(page: PublicPage, old_path: str) -> None:
    """Note that `page` used to stand at `old_path`."""
    Redirect.objects.update_or_create(
        old_path=Redirect.normalise_path(old_path),
        site=None,
        defaults={
            "redirect_page_id": page.pk,
            "is_permanent": True,
            "automatically_created": True,
        },
    )


def files(page: PublicPage, newsroom: Form) -> dict[str, bytes]:
    """Return the redirect pages at the old addresses of `page`, where nothing else stands."""
    target = page.public_path
    wanted = [
        f"{old.rstrip('/')}/"
        for old in Redirect.objects.filter(redirect_page_id=page.pk).values_list(
            "old_path", flat=True
        )
    ]
    taken = set(
        PublishedDocument.objects.live()
        .filter(html_path__in=wanted)
        .exclude(page_id=page.pk)
        .values_list("html_path", flat=True)
    )
    html = _html(target, newsroom)
    free = [old for old in wanted if old not in taken and old != target]
    return {f"{old}index.html": html for old in free if "?" not in old}


def _html(target: str, newsroom: Form) -> bytes:
    return render_to_string(
        "reader/redirect.html",
        {
            "target": target,
            "canonical": settings.PRIMARY_URL + target,
            "site": newsroom,
        },
    ).encode()
