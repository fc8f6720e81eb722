"""The app `review`."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "workflows.review"
    label = "review"

    def ready(self) -> None:
        from workflows.review import receivers  # noqa: F401, PLC0415 — models first
        from workflows.review.readiness import (  # noqa: PLC0415 — as above
            checks,  # noqa: F401
            pictures,  # noqa: F401
        )
