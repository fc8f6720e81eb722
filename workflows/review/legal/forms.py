"""What legal, lawyers and those who doubt are asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

WORDS = forms.Textarea(attrs={"rows": 4})


class AnswerForm(forms.Form):
    """A lawyer's answer; the two buttons are its `answer`."""

    CLEARED, OBJECTED = "cleared", "objected"

    comment = forms.CharField(
        label=_("What you have to say about it"),
        help_text=_("For the record. If you send the story back: what must change."),
        required=False,
        widget=WORDS,
    )
    signature = forms.CharField(
        label=_("Your full name, as a signature"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    answer = forms.ChoiceField(choices=[(CLEARED, ""), (OBJECTED, "")])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("answer") == self.OBJECTED and not said.get("comment"):
            self.add_error(
                "comment", gettext("Say what must change, then send it back.")
            )
        return said


class FlagForm(forms.Form):
    why = forms.CharField(
        label=_("What is the doubt?"),
        help_text=_("Legal reads this first: whom it concerns, and which passage."),
        widget=WORDS,
    )


class UnflagForm(forms.Form):
    comment = forms.CharField(
        label=_("Why there is no doubt any more"), widget=forms.Textarea({"rows": 2})
    )


class LinkForm(forms.Form):
    lawyer = forms.CharField(label=_("Lawyer's name"), max_length=100)
    email = forms.EmailField(label=_("E-mail"))


class RevokeForm(forms.Form):
    link = forms.IntegerField(widget=forms.HiddenInput)


class ClearForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment"), required=False, widget=forms.Textarea({"rows": 2})
    )
