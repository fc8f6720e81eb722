"""The app `press`."""

from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "workflows.press"
    label = "press"

    def ready(self) -> None:
        from wagtail.contrib.redirects.models import Redirect  # noqa: PLC0415 — as below

        from workflows.press import receivers  # noqa: F401, PLC0415 — models first
        from workflows.press.render import redirects  # noqa: PLC0415 — reads the models

        # Asked by Wagtail's form and its import alike; Wagtail has no setting for it.
        Redirect._meta.get_field("old_path").validators.append(redirects.check_old_path)
