"""The app `notices`."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "workflows.notices"
    label = "notices"
