"""The list of mirrors: how each is, and what to do."""

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import ButtonsColumnMixin, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets import Button, HeaderButton

from workflows.mirrors.models import Mirror
from workflows.mirrors.operating import conditions
from workflows.mirrors.operating.banner import Banner
from workflows.mirrors.operating.buttons import buttons
from workflows.mirrors.operating.words import for_long, what_to_do


def _seen(mirror: Any) -> str:
    return f"{mirror.seen_edition} / {mirror.condition.newest}"


def _behind(mirror: Any) -> str:
    condition = mirror.condition
    if not condition.editions_behind:
        return "–"
    if not condition.behind_since:
        return str(condition.editions_behind)
    return f"{condition.editions_behind} ({for_long(condition.behind)})"


def _todo(mirror: Any) -> str:
    return what_to_do(mirror.condition) or "–"


class NameColumn(ButtonsColumnMixin, TitleColumn):
    """Leads to the mirror's page, and carries the buttons."""

    def get_buttons(self, instance: Any, parent_context: Any) -> Any:
        return instance.list_buttons


class Told(Column):
    """A cell that says its own heading where there is no room for a table: on a phone."""

    cell_template_name = "mirrors/cell.html"


class SilentColumn(Told):
    cell_template_name = "mirrors/silent_cell.html"


class MirrorIndexView(generic.IndexView):
    template_name = "mirrors/index.html"
    table_classname = "listing mirrors-list"
    list_display = [
        NameColumn("name", label=_("Name"), url_name="mirrors:inspect"),
        Told("state", label=_("State"), accessor="get_state_display"),
        Told("seen", label=_("Seen edition"), accessor=_seen),
        Told("behind", label=_("Behind"), accessor=_behind),
        Told("owed", label=_("Owed files"), accessor="condition.owed"),
        SilentColumn("silent", label=_("Silent since"), accessor="unseen_since"),
        Told("todo", label=_("What to do"), accessor=_todo),
    ]

    def get_table(self, object_list: Any) -> Any:
        rows = list(object_list)
        for row, condition in zip(rows, conditions.read(rows), strict=True):
            row.condition = condition
            row.list_buttons = self.get_list_buttons(row)
        return super().get_table(rows)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(*args, **kwargs) | {"banner": Banner()}

    @cached_property
    def header_buttons(self) -> list[Any]:
        plots = HeaderButton(
            _("Lag and failures"),
            url=reverse("mirrors:dashboard"),
            icon_name="history",
            priority=30,
        )
        return [*super().header_buttons, plots]

    def get_inspect_url(self, instance: Mirror) -> None:
        """Offer no second way to where the name leads."""

    def get_list_more_buttons(self, instance: Mirror) -> list[Button]:
        more = super().get_list_more_buttons(instance)
        may = self.user_has_permission("change")
        return more + (buttons(instance) if may else [])
