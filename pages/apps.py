"""The app `pages`."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    label = "pages"

    def ready(self) -> None:
        from pages import receivers  # noqa: F401, PLC0415 — models must be there first
