"""The app `press`."""

from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "workflows.press"
    label = "press"

    def ready(self) -> None:
        from workflows.press import receivers  # noqa: F401, PLC0415 — models first
