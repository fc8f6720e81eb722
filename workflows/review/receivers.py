"""The signals review listens to."""

from django.dispatch import receiver

from pages.models import PublicPage
from pages.signals import about_to_go_live
from workflows.review import gate


@receiver(about_to_go_live)
def guard(sender: type[PublicPage], page: PublicPage, **kwargs: object) -> None:
    gate.refuse_what_nobody_approved(page)
