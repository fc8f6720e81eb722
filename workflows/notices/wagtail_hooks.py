"""Notices in Wagtail's admin: what a person wants, and where desks want to be told."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.views.account import (
    BaseSettingsPanel,
    NotificationsSettingsPanel,
    notifications_tab,
)
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from workflows.desk.models import Desk
from workflows.notices.forms import PreferencesForm, WebhookForm
from workflows.notices.models import Notice, Webhook
from workflows.notices.models.preferences import preferences_of

# Its switches are about mails that are never sent (see silence.py).
NotificationsSettingsPanel.is_active = lambda _: False


class PreferencesPanel(BaseSettingsPanel):
    name = "notices"
    title = _("What you are told of")
    tab = notifications_tab
    form_class = PreferencesForm
    order = 100

    def get_form(self) -> PreferencesForm:
        data = self.request.POST if self.request.method == "POST" else None
        return PreferencesForm(
            data, instance=preferences_of(self.user), prefix=self.name
        )


class WebhookIndexView(generic.IndexView):
    list_display = [
        "name",
        Column(
            "desk", label=_("Desk"), accessor=lambda hook: hook.desk or _("Every desk")
        ),
        Column("host", label=_("Host")),
        BooleanColumn("active", label=_("Active")),
        Column("trouble", label=_("Not sent, because")),
    ]

    def get_base_queryset(self) -> Any:
        failing = Notice.objects.filter(webhook=OuterRef("pk"), sent_at=None)
        newest = failing.exclude(last_error="").order_by("-at").values("last_error")
        hooks = super().get_base_queryset().select_related("desk")
        return hooks.annotate(trouble=Subquery(newest[:1]))


class Webhooks(ModelViewSet):
    name = "webhooks"
    model = Webhook
    icon = "link"
    menu_label = _("Webhooks")
    menu_order = 710
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = WebhookIndexView

    def get_form_class(self, for_update: bool = False) -> type[WebhookForm]:  # noqa: FBT001, FBT002 — Wagtail's signature
        return WebhookForm

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """A group's form offers none: those for desks decide."""
        return Permission.objects.none()


# Who may change desks says where they are told of things.
register_permission_policy(Webhook, ModelPermissionPolicy(Desk))


@hooks.register("register_admin_viewset")
def register_webhooks() -> ModelViewSet:
    return Webhooks()


@hooks.register("register_account_settings_panel")
def register_preferences(request: Any, user: Any, profile: Any) -> PreferencesPanel:
    return PreferencesPanel(request, user, profile)
