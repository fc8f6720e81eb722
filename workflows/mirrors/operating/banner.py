"""Alarms that last, for all to see who may do something about them."""

from typing import Any

from django.forms import Media
from wagtail.admin.ui.components import Component

from workflows.mirrors.models import Alarm


class Banner(Component):
    """Which mirrors are in trouble, and since when; nothing if none is."""

    template_name = "mirrors/banner.html"
    order = 10  # of the admin's home: before everything else

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        standing = Alarm.objects.standing().select_related("mirror")
        return {"alarms": list(standing)}

    @property
    def media(self) -> Media:
        return Media(css={"all": ["mirrors/mirrors.css"]})
