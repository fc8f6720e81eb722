"""A text as a lawyer sees it: as readers would, its files below the link's own address."""

from pathlib import PurePosixPath
from typing import Any

from wagtail.models import Revision

from pages.public import preview
from pages.public.forms import Form
from pages.public.resolver import Resolver


class Paper(Resolver):
    """Looks up what one text refers to; its pictures and documents lie below `base`.

    files: name below `base` → file. A lawyer has no account, and reaches these alone.
    """

    def __init__(self, revision: Revision, *, base: str) -> None:
        super().__init__(draft=True)
        self.files: dict[str, Any] = {}
        self.base = base
        self.context: Form = preview.context(revision.as_object(), self)

    def draft_file(self, file: Any) -> str:
        suffix = PurePosixPath(file.file.name).suffix.lower()
        name = f"{file._meta.model_name}-{file.pk}{suffix}"
        self.files[name] = file.file
        return f"{self.base}{name}"
