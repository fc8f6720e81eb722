"""The screen that replaces a blocked address."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from workflows.mirrors.errors import MirrorFailed
from workflows.mirrors.forms import SecureURLField
from workflows.mirrors.lifecycle import VerbRefused
from workflows.mirrors.models import Mirror
from workflows.mirrors.operating.screen import Screen
from workflows.mirrors.replace import replace_address


class ReplaceForm(forms.Form):
    public_url = SecureURLField(
        label=_("New public URL"), help_text=_("What readers type from now on.")
    )
    storage_url = forms.CharField(
        label=_("New storage URL"),
        required=False,
        help_text=_(
            "Only if the machine behind it goes too. Empty: files stay where they are,"
            " and readers are told of the new address at once."
        ),
    )
    at_once = forms.BooleanField(
        label=_("Retire the old one at once"),
        required=False,
        help_text=_(
            "With a new storage. If not, readers are told of the old address until the"
            " new one has everything."
        ),
    )


class ReplaceView(Screen):
    """Ask for the new address; replace it on POST."""

    template_name = "mirrors/replace.html"
    permission_required = "change"
    mirror: Mirror
    page_title = _("Replace the address")
    header_icon = "link-external"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(ReplaceForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReplaceForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        old = self.mirror.public_url
        try:
            heir = replace_address(self.mirror, **form.cleaned_data)
        except (VerbRefused, MirrorFailed) as refusal:
            form.add_error(None, str(refusal))
            return self._show(form)
        except ValidationError as error:
            for field, said in error.message_dict.items():
                form.add_error(field if field in form.fields else None, said)
            return self._show(form)
        data = {"from": old, "to": heir.public_url}
        log(heir, "mirrors.replace_address", user=request.user, data=data)
        messages.success(
            request,
            _("%(old)s is replaced by %(new)s.") % {"old": old, "new": data["to"]},
        )
        return redirect("mirrors:inspect", heir.pk)

    def _show(self, form: ReplaceForm) -> HttpResponse:
        context = {"mirror": self.mirror, "form": form}
        return self.render_to_response(self.get_context_data(**context))
