"""The app `mirrors`."""

from django.apps import AppConfig


class MirrorsConfig(AppConfig):
    name = "workflows.mirrors"
    label = "mirrors"

    def ready(self) -> None:
        from workflows.mirrors import announced, checks, receivers  # noqa: F401, PLC0415 — models first
        from workflows.press import site  # noqa: PLC0415 — reads the models

        site.announce(announced.addresses)
