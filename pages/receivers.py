"""The signals pages listen to: what they refuse, whoever asks and by whatever door."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from pages.models import ArticlePage, PublicPage
from pages.refusals import SaysItself
from pages.signals import NoteMissing, about_to_go_live
from pages.significance import Significance, lacks_note


class PrivacyRefused(SaysItself, PermissionDenied):
    says = _(
        "Pages and files cannot be private: what is approved goes to everybody,"
        " everywhere. Keep a page as a draft, or withdraw it; link to files from drafts"
        " only."
    )


@receiver(pre_save, sender=PageViewRestriction)
@receiver(pre_save, sender=CollectionViewRestriction)
def refuse_privacy(sender: type[Any], instance: Any, **kwargs: object) -> None:
    """Refuse Wagtail's view restrictions, on whatever page or collection, and in code.

    Raises:
        PrivacyRefused: always; nothing was written.
    """
    raise PrivacyRefused


@receiver(about_to_go_live)
def refuse_a_correction_without_its_note(
    sender: type[Any], page: PublicPage, **kwargs: object
) -> None:
    """Refuse a next edition that is called a correction and tells readers of none.

    Raises:
        NoteMissing: nothing was written.
    """
    if (
        not isinstance(page, ArticlePage)
        or page.significance != Significance.CORRECTION
    ):
        return
    standing = ArticlePage.objects.live().filter(pk=page.pk)
    if not standing.exclude(live_revision=page.live_revision_id).exists():
        return  # a first publication, or what is public already
    if lacks_note(page.significance, {note.kind for note in page.new_notes}):
        raise NoteMissing
