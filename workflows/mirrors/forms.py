"""The form of a mirror."""

from typing import Any

from django.forms import URLField
from wagtail.admin.forms import WagtailAdminModelForm

from workflows.mirrors.models import Mirror


class SecureURLField(URLField):
    """An address typed without a scheme is meant to be https."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, assume_scheme="https")


class MirrorForm(WagtailAdminModelForm):
    class Meta:
        model = Mirror
        fields = ["name", "public_url", "storage_url", "primary"]
        field_classes = {"public_url": SecureURLField}

    def save(self, commit: bool = True) -> Mirror:  # noqa: FBT001, FBT002 — Django's signature
        """Write the form's fields only: workers write the others at any moment."""
        if commit and self.instance.pk:
            self.instance.save(update_fields=self.Meta.fields)
            return self.instance
        return super().save(commit)
