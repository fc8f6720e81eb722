"""The one signal pages send: a room above may refuse by raising `PublishRefused`."""

from django.core.exceptions import PermissionDenied
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself

# Sent inside `PublicPage.save()` before anything of `page` becomes public.
# Arguments: page (PublicPage, as it would be stored).
about_to_go_live = Signal()


class PublishRefused(SaysItself, PermissionDenied):
    says = _(
        "This text may not go live. Submit it for review and have another editor"
        " approve it."
    )


class NoteMissing(PublishRefused):
    says = _(
        "This update is called a correction, and no new note says what was wrong. Add"
        " one under “Corrections”, or choose another significance."
    )
