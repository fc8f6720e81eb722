"""`manage.py kill_story ID --reason …`: remove a story that must not have run."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from workflows.press import takedown


class Command(BaseCommand):
    help = "Remove a story everywhere: page, JSON, lists, feeds, search, pictures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int, help="The story's page id.")
        parser.add_argument(
            "--reason", required=True, choices=takedown.Reason.values, help="Why."
        )
        parser.add_argument("--user", help="Who decided it; recorded with the edition.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            edition = takedown.kill(
                options["id"], actor=self._actor(options), reason=options["reason"]
            )
        except takedown.TakedownRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Killed at edition {edition.number}. The API answers 410 now; "
            "`manage.py deliver` shows which mirrors still owe the removal."
        )

    def _actor(self, options: dict[str, Any]) -> Any:
        name = options["user"]
        if not name:
            return None
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"--user {name}: there is no such user.")
        return user
