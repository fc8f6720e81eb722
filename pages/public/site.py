"""What every reader page shows of the newsroom: its name, language, sections."""

import json

from django.conf import settings

from pages.models import PublishedDocument
from pages.public.forms import Form


def context() -> Form:
    """Return the `site` of reader templates, but for what depends on the published tree."""
    home = PublishedDocument.objects.live().filter(type="pages.HomePage").first()
    empty: Form = {"intro": "", "sections": []}
    document = json.loads(home.document) if home else empty
    return {
        "name": settings.NEWSROOM_NAME,
        "tagline": document["intro"],
        "base_url": settings.PRIMARY_URL,
        "language": settings.LANGUAGE_CODE,
        "sections": [
            {"title": section["title"], "html_url": section["html_url"]}
            for section in document["sections"]
        ],
    }
