"""The app `review`."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "workflows.review"
    label = "review"

    def ready(self) -> None:
        from workflows.review import receivers  # noqa: F401, PLC0415 — models first
        from workflows.review.readiness import checks, pictures  # noqa: F401, PLC0415 — they register; models first
