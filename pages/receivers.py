"""The signals pages listen to: privacy is a promise that mirrors could not keep."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from pages.refusals import SaysItself


class PrivacyRefused(SaysItself, PermissionDenied):
    """Pages and files cannot be private: what is approved goes to everybody, everywhere.

    Keep a page as a draft, or withdraw it; link to files from drafts only.
    """


@receiver(pre_save, sender=PageViewRestriction)
@receiver(pre_save, sender=CollectionViewRestriction)
def refuse_privacy(sender: type[Any], instance: Any, **kwargs: object) -> None:
    """Refuse Wagtail's view restrictions, on whatever page or collection, and in code.

    Raises:
        PrivacyRefused: always; nothing was written.
    """
    raise PrivacyRefused
