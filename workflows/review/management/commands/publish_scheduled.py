"""`manage.py publish_scheduled`: what the clock does every ten seconds, once and by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from workflows.review.timing import publish_due as due


class Command(BaseCommand):
    """Stands in for Wagtail's, which stops at the first story that fails and loses its hour."""

    help = "Publish what is due, and take down what has run out."

    def handle(self, *args: Any, **options: Any) -> None:
        published, expired = due.publish_due(), due.expire_due()
        self.stdout.write(f"{published} published, {expired} expired.")
