"""The forms of the desk: filters of the board, words with a decision, an assignment."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.utils import get_user_display_name

from pages.models.article import Urgency
from workflows.desk.assigning import may_assign
from workflows.desk.deciding import Verb
from workflows.desk.filters import Filter
from workflows.desk.models import Assignment, Desk
from workflows.desk.signals import assigned
from workflows.desk.story import Person

URGENCIES = [
    ("", _("Any urgency")),
    (Urgency.FLASH, _("Flash only")),
    (Urgency.URGENT, _("Urgent and above")),
    (Urgency.NORMAL, _("Normal and above")),
]


class FilterForm(forms.Form):
    """In the address, so that a filtered board can be shared."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        users = get_user_model().objects.filter(is_active=True).order_by("username")
        self.people = {u.pk: Person(u.pk, get_user_display_name(u)) for u in users}
        names = sorted((person.name, key) for key, person in self.people.items())
        people = [("", _("Everybody")), *((key, name) for name, key in names)]
        desks = [("", _("Every desk")), *Desk.objects.values_list("pk", "name")]
        offered: dict[str, tuple[Any, Any]] = {
            "desk": (_("Desk"), desks),
            "person": (_("Person"), people),
            "urgency": (_("Urgency"), URGENCIES),
        }
        for name, (label, choices) in offered.items():
            self.fields[name] = forms.ChoiceField(
                required=False, label=label, choices=choices
            )

    @cached_property
    def asked(self) -> dict[str, str]:
        """What is asked for; what cannot be understood is not."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def filter(self) -> Filter:
        asked = {name: int(value) for name, value in self.asked.items()}
        person = self.people.get(asked.get("person", 0))
        return Filter(asked.get("desk"), person, asked.get("urgency"))


class DecisionForm(forms.Form):
    """`read` names the revision that the decision is about."""

    comment = forms.CharField(
        required=False,
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    read = forms.CharField(required=False, widget=forms.HiddenInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, verb: Verb, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if verb.needs_comment:
            self.fields["comment"].required = True
            self.fields["comment"].help_text = _(
                "What the reporter reads: what to change."
            )


class AssignmentForm(WagtailAdminModelForm):
    """A commission; without the right to commission, a pitch."""

    class Meta:
        model = Assignment
        fields = ["title", "slugline", "brief", "desk", "section", "person", "due_at"]
        widgets = {"brief": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, for_user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, for_user=for_user, **kwargs)
        if not may_assign(for_user):
            del self.fields["person"]

    def save(self, commit: bool = True) -> Assignment:  # noqa: FBT001, FBT002 — Django's signature
        """Write what was typed, and nothing that happened to it since the form was shown."""
        saved: Assignment = self.instance
        if saved.pk is None:
            saved.made_by = self.for_user
            saved.save()
        else:
            saved.save(update_fields=[*self.fields, "changed_at"])
        if "person" in self.changed_data:
            newest = Assignment.objects.get(pk=saved.pk)
            assigned.send(sender=Assignment, assignment=newest, actor=self.for_user)
        return saved
