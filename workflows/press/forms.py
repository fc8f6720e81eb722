"""The form of a takedown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.models.correction import THE_EDITORS
from workflows.press.models import Action
from workflows.press.takedown import Reason

ACTIONS = {
    Action.WITHDRAW: _("Withdraw: the address answers with a notice"),
    Action.KILL: _("Kill: it must not have run; remove every trace"),
}
PERMISSIONS = {
    Action.WITHDRAW: "press.withdraw_story",
    Action.KILL: "press.kill_story",
}


def allowed_actions(user: Any) -> list[Action]:
    return [action for action, name in PERMISSIONS.items() if user.has_perm(name)]


class TakedownForm(forms.Form):
    action = forms.ChoiceField(
        widget=forms.RadioSelect, label=_("What to do"), choices=[]
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *Reason.choices],
        help_text=_("Recorded with the edition; consumers see the code."),
    )
    note = forms.CharField(
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Note to readers"),
        help_text=_(
            "Shown on the notice of a withdrawn story. A killed story shows nothing."
        ),
    )
    by = forms.CharField(
        max_length=120,
        required=False,
        initial=THE_EDITORS,
        label=_("Signed"),
        help_text=_("Who tells readers, as they see it."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (action.value, ACTIONS[action]) for action in allowed_actions(user)
        ]

    def clean_by(self) -> str:
        return self.cleaned_data["by"] or THE_EDITORS
