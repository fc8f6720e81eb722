"""The app `desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "workflows.desk"
    label = "desk"

    def ready(self) -> None:
        from workflows.desk import receivers  # noqa: F401, PLC0415 — models first
