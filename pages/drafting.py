"""The editor's form of a story: how much an update matters is asked once there is one."""

from typing import Any

from pages.addresses import PublicPageForm


class StoryForm(PublicPageForm):
    """Asks how much an update matters, once there is something to update."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.live:
            # Wagtail's v3 API makes forms of just the fields that a script sent.
            self.fields.pop("significance", None)
        elif self.instance.has_no_draft:
            self.initial["significance"] = ""
