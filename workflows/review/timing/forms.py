"""What the screens of schedule and embargo ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays in the story's record, with your name."),
    )
