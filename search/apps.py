"""The app `search`."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "search"
    label = "search"

    def ready(self) -> None:
        from search.configuration import make_configurations  # noqa: PLC0415 — settings first

        # An app without models is sent no signal; the index lies in this one's table.
        post_migrate.connect(
            make_configurations, sender=apps.get_app_config("wagtailsearch")
        )
