"""The schedule in the editor: its dialog, and what is told about a story that is on it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.admin.widgets.datetime import AdminDateTimeInput
from wagtail.locks import BaseLock
from wagtail.utils.timestamps import render_timestamp

DIALOG = "#schedule-publishing-dialog"
EVENTS = {
    "data-controller": "w-action",
    "data-action": "w-dialog:hidden->w-action#reset",
    "data-w-dialog-target": "notify",
}


def _hour(name: str) -> FieldPanel:
    widget = AdminDateTimeInput(js_overlay_parent_selector=DIALOG, attrs=EVENTS)
    return FieldPanel(name, widget=widget)


class SchedulePanel(PublishingPanel):
    """Wagtail's schedule, and the embargo."""

    def __init__(self, **kwargs: Any) -> None:
        hours = [_hour(name) for name in ("embargo_until", "go_live_at", "expire_at")]
        super().__init__(**{"children": hours} | kwargs)

    class BoundPanel(PublishingPanel.BoundPanel):
        template_name = "pages/schedule_panel.html"


class OnSchedule(BaseLock):
    """A story that waits for its hour: its text is frozen, and a correction is welcome.

    Wagtail locks it for everybody. Here the revision on the schedule is a record that
    nothing rewrites, and what is typed goes into a draft on top of it.
    """

    def for_user(self, user: Any) -> bool:
        return False

    def get_icon(self, user: Any) -> str:
        return "calendar-check"

    def get_locked_by(self, user: Any) -> Any:
        return _("On the schedule")

    def get_description(self, user: Any) -> Any:
        return _("The approved text goes out at its hour")

    def get_message(self, user: Any) -> Any:
        waiting = self.object.scheduled_revision
        return _(
            "“%(headline)s” goes out at %(hour)s, as it was approved. What you change"
            " here takes its place once it is approved for the same hour; if the hour"
            " comes first, the approved text goes out."
        ) % {
            "headline": waiting.object_str,
            "hour": render_timestamp(waiting.approved_go_live_at),
        }
