"""The app `notices`."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "workflows.notices"
    label = "notices"

    def ready(self) -> None:
        from workflows.notices import receivers, silence  # noqa: F401, PLC0415 — models first

        silence.silence()
