"""The form of a mirror. What opens its storage is typed here and never shown again."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.log_actions import log

from workflows.mirrors import lifecycle
from workflows.mirrors.drivers import DRIVERS, Credential, credentials_of
from workflows.mirrors.errors import MirrorFailed
from workflows.mirrors.models import Mirror, State
from workflows.mirrors.models.mirror import NOBODY_LOOKED

TYPED, CLEARED = "credential_", "clear_"  # before a credential's name: its two fields

ADDRESSES = {"public_url", "storage_url"}  # what was seen, was seen of these


class SecureURLField(forms.URLField):
    """An address typed without a scheme is meant to be https."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, assume_scheme="https")


class WriteOnlyText(forms.Textarea):
    """A text that is sent and never sent back, not even after a mistake."""

    def format_value(self, value: Any) -> None:
        return None


class MirrorForm(WagtailAdminModelForm):
    """Adds two fields for each credential that some driver takes: type it, clear it.

    All of them are there, since the storage URL may be typed after; a script shows those
    that fit. On a change of the storage or of what opens it, the storage is probed. If
    that fails, the mirror keeps what it had.
    """

    class Meta:
        model = Mirror
        fields = ["name", "public_url", "storage_url", "primary"]
        field_classes = {"public_url": SecureURLField}

    class Media:
        js = [forms.Script("mirrors/credentials.js", type="module")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state != State.NEW:
            # Another address is another thing to look at: there is a verb for that.
            field = self.fields["public_url"]
            field.disabled, field.help_text = True, _("Replace it on its page.")
        for name, (credential, schemes) in _every_credential().items():
            fits = {"data-storages": " ".join(schemes)}
            is_set = self.instance.credentials_set.get(name)
            self.fields[TYPED + name] = _typed(credential, is_set, fits)
            if is_set:
                self.fields[CLEARED + name] = forms.BooleanField(
                    label=format_lazy("{}: {}", _("Clear"), credential.label),
                    required=False,
                    widget=forms.CheckboxInput(fits),
                )

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors or not ("storage_url" in self.changed_data or self._named()):
            return
        try:
            self.instance.change_credentials(self._changes())
            lifecycle.try_storage(self.instance)
        except MirrorFailed as error:
            field = TYPED + error.credential
            self.add_error(field if field in self.fields else "storage_url", str(error))

    def save(self, commit: bool = True) -> Mirror:  # noqa: FBT001, FBT002 — Django's signature
        """Write the form's fields only: workers write the others at any moment."""
        mirror = self.instance
        if not commit or not mirror.pk:
            mirror = super().save(commit)
        elif "storage_url" in self.changed_data:
            lifecycle.move(mirror, fields=self.Meta.fields)
        elif self._named():
            lifecycle.reopen(mirror, fields=self.Meta.fields)
        else:
            mirror.save(update_fields=self.Meta.fields)
        if commit and not ADDRESSES.isdisjoint(self.changed_data):
            # Once it was copied its address is the same, and shows what it showed.
            new = Mirror.objects.filter(pk=mirror.pk, state=State.NEW)
            new.update(**NOBODY_LOOKED)
        if commit and self._named():
            data = {"names": self._named()}
            log(mirror, "mirrors.credentials", user=self.for_user, data=data)
        return mirror

    def _named(self) -> list[str]:
        """Return the names of the credentials that were typed or cleared."""
        data = self.cleaned_data
        return [
            name
            for name in _every_credential()
            if data.get(TYPED + name) or data.get(CLEARED + name)
        ]

    def _changes(self) -> dict[str, str]:
        """Return name → what was typed, "" for what is cleared or fits no longer."""
        taken = credentials_of(self.instance.storage_url)
        changes = {
            name: self.cleaned_data.get(TYPED + name, "") for name in self._named()
        }
        left = set(self.instance.credentials_set) - set(taken)
        return {**changes, **dict.fromkeys(left, "")}


def _every_credential() -> dict[str, tuple[Credential, list[str]]]:
    """Return name → the credential, and the schemes of storages that it opens."""
    found: dict[str, tuple[Credential, list[str]]] = {}
    for scheme, kind in DRIVERS.items():
        for name, credential in kind.CREDENTIALS.items():
            found.setdefault(name, (credential, []))[1].append(scheme)
    return found


def _typed(
    credential: Credential, is_set: str | None, fits: dict[str, str]
) -> forms.Field:
    off = {**fits, "autocomplete": "off"}
    if credential.many_lines:
        widget: forms.Widget = WriteOnlyText({**off, "rows": 4})
    else:
        new = {**fits, "autocomplete": "new-password"}
        widget = forms.PasswordInput(new, render_value=False)
    return forms.CharField(
        label=str(credential.label),
        help_text=format_lazy("{} {}", credential.help, _state(is_set)),
        required=False,
        strip=not credential.many_lines,
        widget=widget,
    )


def _state(is_set: str | None) -> str | Promise:
    if not is_set:
        return _("Not set.")
    day = localtime(datetime.fromisoformat(is_set))
    return gettext("Set on %s. Leave empty to keep it.") % date_format(
        day, "SHORT_DATETIME_FORMAT"
    )
