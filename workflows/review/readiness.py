"""What a text still lacks before it may go out; drafts are never held up by this."""

from pages.models import PublicPage
from pages.public.resolver import Resolver


def problems(draft: PublicPage) -> list[str]:
    """Return one sentence for each thing that keeps `draft` from going out."""
    resolver = Resolver(draft=True)
    draft.public(resolver)
    return [
        f"Picture “{picture.title}” has no {name}. Add it to the picture."
        for picture in resolver.pictures.values()
        for name, value in (("alt text", picture.alt), ("credit", picture.credit))
        if not value.strip()
    ]
