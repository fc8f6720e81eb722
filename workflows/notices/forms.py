"""The forms: what a person wants to be told of, and a desk's webhook."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from workflows.notices.models import Preferences, Webhook
from workflows.notices.words import FOR_WEBHOOKS, OPTIONAL
from workflows.signing import key_of

NO_KEY = _("It must be whsec_ and 24 to 64 bytes in base64.")


class PreferencesForm(forms.ModelForm):
    """People tick what they want; kept is what they do not want, so what is new is told."""

    wanted = forms.MultipleChoiceField(
        label=_("Tell me by mail"),
        choices=OPTIONAL,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Preferences
        fields = ["quiet_from", "quiet_until"]
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "quiet_until": _(
                "By your own clock (see Locale). What comes in between is mailed"
                " afterwards. Kills, withdrawals and stories published without a second"
                " person are always mailed, at any hour."
            )
        }

    field_order = ["wanted", "quiet_from", "quiet_until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        muted = self.instance.muted
        self.initial["wanted"] = [kind for kind, label in OPTIONAL if kind not in muted]

    def save(self, commit: bool = True) -> Preferences:  # noqa: FBT001, FBT002 — Django's signature
        wanted = self.cleaned_data["wanted"]
        self.instance.muted = [kind for kind, label in OPTIONAL if kind not in wanted]
        return super().save(commit)


class WriteOnly(forms.CharField):
    """A secret: typed in, and never shown again. Left empty, what is there stays."""

    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class WebhookForm(WagtailAdminModelForm):
    url = WriteOnly(
        label=_("URL"),
        required=False,
        max_length=2000,
        help_text=_(
            "A secret: it is not shown again. Left empty, the one that is there stays."
        ),
    )
    secret = WriteOnly(
        label=_("Signing secret"),
        required=False,
        max_length=200,
        help_text=_(
            "whsec_… as in Standard Webhooks. Slack needs none. Left empty, the one"
            " that is there stays."
        ),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Is told of"),
        choices=FOR_WEBHOOKS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "It is always told of kills, withdrawals and stories published without a"
            " second person."
        ),
    )

    class Meta:
        model = Webhook
        fields = ["name", "desk", "kinds", "active"]

    field_order = ["name", "desk", "url", "secret", "kinds", "active"]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not url and not self.instance.pk:
            raise ValidationError(_("Give the URL that notices are sent to."))
        if url and not _is_callable(url):
            raise ValidationError(_("It must be an https:// address."))
        return url

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"]
        try:
            if secret:
                key_of(secret)
        except ValueError:
            raise ValidationError(NO_KEY) from None
        return secret

    def save(self, commit: bool = True) -> Webhook:  # noqa: FBT001, FBT002 — Django's signature
        if self.cleaned_data["url"]:
            self.instance.url = self.cleaned_data["url"]
        if self.cleaned_data["secret"]:
            self.instance.secret = self.cleaned_data["secret"]
        webhook: Webhook = super().save(commit)
        return webhook


def _is_callable(url: str) -> bool:
    """Whether it may be called; where its name leads is asked at each call."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if port == 0:
        return False
    schemes = {"https", "http"} if settings.EGRESS_ALLOW else {"https"}
    return parts.scheme in schemes and bool(parts.hostname) and "@" not in parts.netloc
