"""One notice as one mail: who, what, the headline, and one link into the admin."""

import smtplib
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from workflows.notices.errors import AddressFailed, NeverTaken, NoticeRefused
from workflows.notices.models import Notice
from workflows.notices.wording import label, link_to, one_line, sentence

PERMANENT = range(500, 600)  # RFC 5321 §4.2.1: do not repeat


def send(notice: Notice) -> None:
    """Send `notice` to its person, in their language.

    Raises:
        AddressFailed: the mail server does not take anything now.
        NoticeRefused: it did not take this one now.
        NeverTaken: it will not take this one, however often it is tried.
    """
    message = compose(notice)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, __ in error.recipients.values()}
        raise _refusal(max(codes)) from None
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code) from None
    except smtplib.SMTPResponseException as error:  # our login, our sender
        said = _("The mail server answered %d to us.") % error.smtp_code
        raise AddressFailed(said) from None
    except (smtplib.SMTPException, OSError) as error:
        raise AddressFailed(_("No mail leaves: %s.") % type(error).__name__) from None


def compose(notice: Notice) -> EmailMultiAlternatives:
    """Return the mail: text and HTML, with the same Message-ID at every try."""
    user = notice.user
    with translation.override(_language(user)):
        context = _context(notice)
        message = EmailMultiAlternatives(
            subject=one_line(f"{label(notice)}: {notice.headline}"),
            body=render_to_string("notices/mail.txt", context),
            to=[user.email] if user else [],
            headers={
                "Message-ID": f"<{notice.key}@{_domain()}>",
                "Auto-Submitted": "auto-generated",  # RFC 3834 §5
                "List-Unsubscribe": f"<{context['preferences_url']}>",
            },
        )
        html = render_to_string("notices/mail.html", context)
    message.attach_alternative(html, "text/html")
    return message


def _context(notice: Notice) -> dict[str, Any]:
    return {
        "notice": notice,
        "label": label(notice),
        "sentence": sentence(notice),
        "link": link_to(notice),
        "preferences_url": settings.WAGTAILADMIN_BASE_URL
        + reverse("wagtailadmin_account")
        + "#tab-notifications",
        "newsroom": settings.NEWSROOM_NAME,
        "language": translation.get_language(),
        "bidi": translation.get_language_bidi(),
    }


def _language(user: Any) -> str:
    """The language of this person's admin; the newsroom's if they chose none."""
    try:
        chosen = user.wagtail_userprofile.preferred_language
    except UserProfile.DoesNotExist:
        chosen = ""
    return chosen or settings.LANGUAGE_CODE


def _domain() -> str:
    """The domain of the newsroom's own address: a Message-ID is unique below it."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _refusal(code: int) -> NoticeRefused | NeverTaken:
    said = _("The mail server answered %d.") % code
    return NeverTaken(said) if code in PERMANENT else NoticeRefused(said)
