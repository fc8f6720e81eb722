"""The editor's form of a story: how much the update matters, and its note."""

from typing import Any

from django.utils.translation import gettext as _

from pages.addresses import PublicPageForm
from pages.models.correction import unseen
from pages.significance import lacks_note


class StoryForm(PublicPageForm):
    """Asks how much an update matters, once there is something to update."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.live:
            # Wagtail's v3 API makes forms of just the fields that a script sent.
            self.fields.pop("significance", None)
        elif self.instance.has_no_draft:
            self.initial["significance"] = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_deferred_validation and self._lacks_note(cleaned):
            message = _(
                "A correction says what was wrong: add a note under “Corrections”,"
                " or choose another significance."
            )
            self.add_error("significance", message)
        return cleaned

    def _lacks_note(self, cleaned: dict[str, Any]) -> bool:
        notes = self.formsets.get("corrections")
        if notes is None or not notes.is_valid():
            return False  # what is wrong there is told there
        written = [
            form.instance for form in notes.forms if form not in notes.deleted_forms
        ]
        new = unseen(self.instance.pk, filter(lambda note: note.text, written))
        return lacks_note(cleaned.get("significance", ""), {note.kind for note in new})
