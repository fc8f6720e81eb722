"""`manage.py reseal`: what older secret keys sealed is sealed with the newest one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms.accounts import factors
from workflows.mirrors.models import Mirror
from workflows.notices.models import Webhook
from workflows.sealed import CannotOpen


class Command(BaseCommand):
    help = (
        "Seal secrets of webhooks, mirrors and second factors with MASTHEAD_SECRET_KEY, so that "
        "MASTHEAD_SECRET_KEY_FALLBACKS is not needed for them any more."
    )

    @transaction.atomic
    def handle(self, *_: Any, **options: Any) -> None:
        try:
            people = factors.reseal()
            webhooks = Webhook.objects.all()
            for webhook in webhooks:
                webhook.reseal()
            mirrors = Mirror.objects.exclude(sealed_credentials="")
            for mirror in mirrors:
                mirror.reseal()
        except CannotOpen as error:
            raise CommandError(
                "Something was sealed with a key that is in neither variable. Put it into"
                " MASTHEAD_SECRET_KEY_FALLBACKS, or take away what it sealed. Nothing was"
                " changed."
            ) from error
        self.stdout.write(
            f"Sealed anew: {people} factors, {len(webhooks)} webhooks, "
            f"{len(mirrors)} mirrors."
        )
