"""The app `policy`."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "cms.policy"
    label = "policy"

    def ready(self) -> None:
        from wagtail.admin.widgets import BaseChooser  # noqa: PLC0415 — apps must be there

        from cms.policy.choosers import render  # noqa: PLC0415 — reads the models

        BaseChooser.render = render
