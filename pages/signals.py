"""The one signal pages send: a room above may refuse by raising `PublishRefused`."""

from django.core.exceptions import PermissionDenied
from django.dispatch import Signal

# Sent inside `PublicPage.save()` before anything of `page` becomes public.
# Arguments: page (PublicPage, as it would be stored).
about_to_go_live = Signal()


class PublishRefused(PermissionDenied):
    """This text may not go live. Submit it for review and have another editor approve it."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or type(self).__doc__)
