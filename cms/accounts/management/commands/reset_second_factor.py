"""`manage.py reset_second_factor USERNAME`: for somebody who lost phone, keys and codes."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.accounts import factors


class Command(BaseCommand):
    help = (
        "Take the authenticator app, passkeys and recovery codes from a user, and sign "
        "them out everywhere. Make sure first that it is they who ask."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *_: Any, **options: Any) -> None:
        name = options["username"]
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no user {name}.")
        if factors.reset(user):
            self.stdout.write(f"{name} has no second factor now, and is signed out.")
        else:
            self.stdout.write(f"{name} had no second factor, and is signed out.")
