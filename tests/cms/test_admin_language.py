"""Whoever has chosen another language reads no word of ours in English.

There is no catalogue here, but a language in which each text that a translator would find
comes back as ⟦…⟧. What the screens show outside of these brackets is data, or a mistake.
"""

import gettext
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.translation import trans_real
from wagtail.users.models import UserProfile

from pages.models.article import Urgency
from tests.newsroom import draft, edit, story
from workflows.desk.models import Assignment, Desk
from workflows.mirrors.models import Alarm, Mirror
from workflows.press.takedown import kill
from workflows.review import lanes, verbs
from workflows.review.legal import flags

pytestmark = pytest.mark.django_db

SCREENS = (
    "", "board", "assignments", "assignments/new", "desks", "desks/new", "mirrors",
    "mirrors/new", "mirrors/dashboard", "webhooks", "webhooks/new", "record", "account", "account/sessions",
    "account/second-factor", "images/add", "snippets/pages/author/add",
    "snippets/pages/agency/add", "snippets/pages/topic/add", "collections/add",
)  # fmt: skip
DATA = {
    *("rita", "ed", "chioma", "root", "legal", "UTC", "SHA", "Wagtail", "http", "localhost"),
    *("The", "Selden", "Courier", "News", "World", "Sport", "Editors", "Root"),
    *("Review", "Editor", "approval", "Legal", "check"),  # the workflow, as it was named
    *("Operators", "Chief", "editors", "Reporters"),
    *("Actions", "Home", "Snippets"),  # Wagtail's own: translated nowhere, or at import
}  # fmt: skip
WORDLESS = {"dek": "…", "body": [("paragraph", "<p>…</p>")]}
NOT_READ = {"script", "style", "template", "code", "kbd", "option", "textarea"}
READ_ALOUD = ("title", "aria-label", "placeholder", "alt")
# A digest; and a menu item of Wagtail's that keeps the language of who came first.
NO_WORDS = re.compile(r"\b[0-9a-f]{64}\b|What\S+s new in Wagtail")
IN_SCRIPTS = re.compile(r'"(?:label|help_?[Tt]ext|heading)": ?"([^"]*)"')


class Brackets(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message.rpartition(chr(4))[2]}⟧"  # what is before is its context

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)

    def to_language(self) -> str:
        return "xx"


def read(page: str) -> Iterator[str]:
    """Yield what people read: the text, what is said of fields, labels that scripts set."""
    soup = BeautifulSoup(page, "html.parser")
    nodes = soup.find_all(string=lambda text: not isinstance(text, PreformattedString))
    yield " ".join(node for node in nodes if node.parent.name not in NOT_READ)
    for name in READ_ALOUD:
        yield from (tag[name] for tag in soup.select(f"[{name}]"))
    packed = unescape(page).replace(r"\u27e6", "⟦").replace(r"\u27e7", "⟧")
    yield from IN_SCRIPTS.findall(packed)


def words_outside(text: str) -> set[str]:
    bare = NO_WORDS.sub("", text)
    while bare != (bare := re.sub(r"⟦[^⟦⟧]*⟧", " ", bare)):
        pass
    return set(re.findall(r"[A-Za-z]{2,}", bare)) - DATA


@pytest.fixture
def busy(newsroom, rita, ed, chioma) -> list[str]:
    """Stories wherever one can be, an assignment, a mirror; return where they are shown."""
    news = newsroom.world
    plain, waits, returned, flagged, tonight = (
        draft(news, rita, title=title, **WORDLESS) for title in "12345"
    )
    for page in (waits, returned):
        verbs.submit(page, user=rita)
    verbs.send_back(returned, user=ed, comment="?")
    flags.flag(flagged, user=ed, why="?")
    edit(tonight, rita, embargo_until=timezone.now() + timedelta(hours=3))
    verbs.submit(tonight, user=rita)
    verbs.approve(tonight, user=ed)
    live, gone = (story(news, rita, ed, title=title, **WORDLESS) for title in "67")
    kill(gone.pk, actor=chioma, reason="legal")
    flash = draft(news, rita, title="8", urgency=Urgency.FLASH, **WORDLESS)
    later = lanes.publish_breaking(flash, user=ed)
    desk = Desk.objects.create(name="9", group=Group.objects.get(name="Editors"))
    task = Assignment.objects.create(title="9", desk=desk)
    mirror = Mirror.objects.create(
        name="0", public_url="http://localhost:1", storage_url="file:///0", state="live"
    )
    new = Mirror.objects.create(
        name="1", public_url="http://localhost:2", storage_url="file:///1"
    )
    now = timezone.now()
    for kind in Alarm.KINDS:
        Alarm.objects.create(
            mirror=mirror, kind=kind, since=now, noticed_at=now, told_at=now
        )
    edited = (plain, waits, flagged, tonight, live, flash)
    return [
        *(f"pages/{page.pk}/edit" for page in edited),
        f"pages/add/pages/articlepage/{news.pk}", f"pages/{newsroom.home.pk}/edit",
        f"board/{waits.pk}/approve", f"board/{waits.pk}/send-back",
        f"legal/{flagged.pk}", f"lift/{tonight.pk}", f"unschedule/{tonight.pk}",
        f"alone/{plain.pk}/break-glass", f"reviews/{later.pk}",
        f"takedown/{live.pk}", f"takedown/{gone.pk}", f"mirrors/{mirror.pk}/pause",
        f"mirrors/inspect/{mirror.pk}", f"mirrors/{mirror.pk}/replace",
        f"mirrors/{new.pk}/begin",
        f"record/{flash.pk}", f"record/{flash.pk}/paper", f"assignments/{task.pk}/start",
    ]  # fmt: skip


def test_no_screen_says_a_word_of_ours_that_cannot_be_translated(
    busy, root_user, client, monkeypatch
):
    monkeypatch.setitem(trans_real._translations, "xx", Brackets())
    UserProfile.objects.create(user=root_user, preferred_language="xx")
    client.force_login(root_user)
    english: dict[str, set[str]] = {}
    for screen in (*SCREENS, *busy):
        answer = client.get(f"/admin/{screen}/".replace("//", "/"), follow=True)
        assert answer.status_code == 200, screen
        for text in read(answer.content.decode()):
            if words := words_outside(text):
                english.setdefault(screen, set()).update(words)
    assert english == {}
