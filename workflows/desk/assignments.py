"""Assignments in Wagtail's admin: the list, the brief, and "start writing"."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button

from workflows.desk import assigning
from workflows.desk.errors import DeskRefused
from workflows.desk.forms import AssignmentForm
from workflows.desk.models import Assignment


class AssignmentFilters(WagtailFilterSet):
    """What is done or dropped is there only when it is asked for."""

    finished = django_filters.BooleanFilter(
        label=gettext_lazy("Done or dropped"), method="keep_finished"
    )
    overdue = django_filters.BooleanFilter(
        label=gettext_lazy("Overdue"), method="keep_overdue"
    )

    class Meta:
        model = Assignment
        fields = ["desk", "person"]

    def filter_queryset(self, found: QuerySet[Assignment]) -> QuerySet[Assignment]:
        kept = super().filter_queryset(found)
        asked = self.form.cleaned_data.get("finished") is not None
        return kept if asked else self.keep_finished(kept, "finished", value=False)

    def keep_finished(
        self, found: QuerySet[Assignment], name: str, value: Any
    ) -> QuerySet[Assignment]:
        still = Assignment.objects.open().values("pk")
        return found.exclude(pk__in=still) if value else found.filter(pk__in=still)

    def keep_overdue(
        self, found: QuerySet[Assignment], name: str, value: Any
    ) -> QuerySet[Assignment]:
        late = Assignment.objects.overdue(timezone.now()).values("pk")
        return found.filter(pk__in=late) if value else found.exclude(pk__in=late)


class DueColumn(Column):
    """When it is due, with a word where it is late."""

    cell_template_name = "desk/due_cell.html"


def person_of(assignment: Assignment) -> str:
    return get_user_display_name(assignment.person) if assignment.person else ""


class AssignmentIndexView(generic.IndexView):
    list_display = [
        "title",
        "desk",
        Column("person", label=gettext_lazy("Person"), accessor=person_of),
        Column("state", label=gettext_lazy("State"), accessor=lambda a: a.state.label),
        DueColumn("due_at", label=gettext_lazy("Due"), sort_key="due_at"),
    ]

    def get_base_queryset(self) -> QuerySet[Assignment]:
        wanted = super().get_base_queryset()
        return wanted.select_related("desk", "person", "page")

    def get_edit_url(self, instance: Assignment) -> str:
        """A headline leads to the brief; that screen offers the rest."""
        return reverse("assignments:start", args=[instance.pk])

    def get_list_more_buttons(self, instance: Assignment) -> list[Any]:
        brief, pk = self.get_edit_url(instance), [instance.pk]
        buttons = [Button(_("Brief"), brief, icon_name="calendar-check", priority=5)]
        if instance.page is not None:
            url = reverse("wagtailadmin_pages:edit", args=[instance.page.pk])
            buttons.append(Button(_("Open the draft"), url, icon_name="doc-full"))
        if assigning.may_change(instance, self.request.user):
            for verb, icon, label in (
                ("edit", "edit", _("Change")),
                ("delete", "bin", _("Delete")),
            ):
                url = reverse(f"assignments:{verb}", args=pk)
                buttons.append(Button(label, url, icon_name=icon, priority=20))
        return buttons


class OfThisAssignment:
    """Wagtail asks whether somebody may change assignments; here: whether this one."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def user_has_permission(self, permission: str) -> bool:
        assignment = get_object_or_404(Assignment, pk=self.kwargs["pk"])
        return assigning.may_change(assignment, self.request.user)


class EditView(OfThisAssignment, generic.EditView):
    pass


class DeleteView(OfThisAssignment, generic.DeleteView):
    pass


class StartView(
    generic.WagtailAdminTemplateMixin, generic.PermissionCheckedMixin, View
):
    """Show the brief; on POST, make the draft (once) and open it."""

    model = Assignment
    permission_required = "view"
    template_name = "desk/assignment.html"
    page_title = gettext_lazy("Assignment")
    header_icon = "edit"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        related = Assignment.objects.select_related("desk", "section", "person", "page")
        self.assignment = get_object_or_404(related, pk=kwargs["pk"])
        self.page_subtitle = self.assignment.title

    def get_breadcrumbs_items(self) -> list[Any]:
        return []  # the header names the assignment

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        changes = assigning.may_change(self.assignment, request.user)
        context = {"assignment": self.assignment, "changes": changes}
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "drop" in request.POST:
            return self._drop(request)
        try:
            page = assigning.start_writing(self.assignment, user=request.user)
        except DeskRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())
        return redirect("wagtailadmin_pages:edit", page.pk)

    def _drop(self, request: HttpRequest) -> HttpResponse:
        try:
            assigning.drop(self.assignment, user=request.user)
        except DeskRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("assignments:index")


class Assignments(ModelViewSet):
    name = "assignments"
    model = Assignment
    icon = "calendar-check"
    menu_order = 60
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = AssignmentIndexView
    edit_view_class = EditView
    delete_view_class = DeleteView
    filterset_class = AssignmentFilters
    search_fields = ["title", "slugline", "brief"]

    def get_form_class(self, for_update: bool = False) -> type[AssignmentForm]:  # noqa: FBT001, FBT002 — Wagtail's signature
        return AssignmentForm

    def get_urlpatterns(self) -> list[Any]:
        start = path("<int:pk>/start/", StartView.as_view(), name="start")
        return [*super().get_urlpatterns(), start]
