"""The form of a decision: what the reviewer says, and which text they read."""

from django import forms
from wagtail.forms import TaskStateCommentForm


class DecisionForm(TaskStateCommentForm):
    """What a step's `on_action` takes. `read` is the token of a `Read`.

    `cleaned_data` goes through the browser as JSON on its way from the editor's modal.
    """

    read = forms.CharField(required=False, widget=forms.HiddenInput)
