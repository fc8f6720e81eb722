"""One of everything that has a screen: what the tests of screens look at."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone

from pages.models import ArticlePage, Correction, SectionPage
from tests import newsroom
from workflows.desk.models import Assignment, Desk
from workflows.mirrors.models import Alarm, DueLook, Mirror, Reading
from workflows.notices.models import Webhook
from workflows.press import takedown
from workflows.press.press import press
from workflows.review import lanes, verbs
from workflows.review.legal import flags, links
from workflows.review.legal.models import LegalLink
from workflows.review.reading import Read
from workflows.review.timing import lifts


def one_of_everything() -> dict[str, Any]:
    """Make a story in each state; return what the addresses of their screens are made of.

    Who looks at them is `root`, a superuser without work of their own.
    """
    cast = {user.username: user for user in User.objects.all()}
    write = Writer(cast["rita"])
    return {
        **_mirrors(),
        "assignment": _assignment().pk,
        "webhook": _webhook().pk,
        **_in_review(write, cast["ed"]),
        **_timed(write, cast["ed"], cast["chioma"]),
        **_published(write, cast["ed"], cast["chioma"]),
        **_doubted(write, cast["ed"], cast["root"]),
    }


def _mirrors() -> dict[str, Any]:
    """One that has been in trouble, one in trouble that nobody carries, and a new one."""
    now = timezone.now()
    first = Mirror.objects.earliest("pk")
    for hours, behind in ((1, 0.0), (3, 700.0)):
        at = now - timedelta(hours=hours)
        Reading.objects.get_or_create(
            mirror=first, at=at, defaults={"behind": behind, "owed": 1}
        )
    away = {"public_url": "https://away.example", "state": "paused", "edition": 1}
    troubled = Mirror.objects.create(
        name="away", storage_url="file:///away", last_error="No such disk.", **away
    )
    Alarm.objects.create(
        mirror=troubled, kind="takedown", since=now, noticed_at=now, told_at=now
    )
    wrong = {"carried_at": now, "next_at": now, "repairs": 2, "seen": "It answers 404."}
    DueLook.objects.create(mirror=troubled, path="/index.html", edition=1, **wrong)
    new = Mirror.objects.create(
        name="fresh",
        public_url="https://fresh.example",
        storage_url="file:///fresh",
        probed_at=now,
        unseen_since=now,
        unseen_because="The address does not answer.",
    )
    return {"mirror": first.pk, "troubled": troubled.pk, "fresh": new.pk}


def _assignment() -> Assignment:
    group = Group.objects.get(name="Editors")
    desk, _ = Desk.objects.get_or_create(name="News desk", defaults={"group": group})
    desk.sections.set(SectionPage.objects.filter(slug="news"))
    due = timezone.now() - timedelta(hours=1)
    return Assignment.objects.create(title="Ferry prices", desk=desk, due_at=due)


def _webhook() -> Webhook:
    hook = Webhook(name="Our chat")
    hook.url = "https://chat.example/in"
    hook.save()
    return hook


def _in_review(write: "Writer", ed: User) -> dict[str, Any]:
    """One that waits, one that came back, and one that came again, with what Ed read."""
    waiting, back, again = map(write, ("It waits", "It came back", "It came again"))
    for page in (waiting, back, again):
        verbs.submit(page, user=write.reporter)
    for page in (back, again):
        verbs.send_back(page, user=ed, comment="Who says so?")
    read = Read.of(again.get_latest_revision()).token
    newsroom.edit(again, write.reporter, dek="The harbor master says so, and her log.")
    again = ArticlePage.objects.get(pk=again.pk)
    step = verbs.submit(again, user=write.reporter).current_task_state
    decision = ("wagtailadmin_pages:workflow_action", (again.pk, "approve", step.pk))
    return {
        "waiting": waiting.pk,
        "back": back.pk,
        "again": again.pk,
        "read": quote(read),
        "decision": reverse(decision[0], args=decision[1]),
    }


def _timed(write: "Writer", ed: User, chioma: User) -> dict[str, Any]:
    until = timezone.now() + timedelta(hours=3)
    page = write("It waits for its hour", embargo_until=until)
    newsroom.publish(page, write.reporter, ed)
    lifts.ask_lift(page, user=chioma, reason="The ministry spoke early.")
    return {"embargoed": page.pk}


def _published(write: "Writer", ed: User, chioma: User) -> dict[str, Any]:
    """One corrected, one that went out alone, one withdrawn."""
    corrected = write("It was corrected")
    newsroom.publish(corrected, write.reporter, ed)
    note = Correction(text="It was nine cranes.")
    newsroom.edit(corrected, write.reporter, dek="Nine stand.", corrections=[note])
    newsroom.publish(ArticlePage.objects.get(pk=corrected.pk), write.reporter, ed)
    reason = "The dam is about to break, and nobody else is awake."
    alone = lanes.break_glass(write("It went alone"), user=chioma, reason=reason)
    withdrawn = write("It was withdrawn")
    newsroom.publish(withdrawn, write.reporter, ed)
    press()  # what is not on its page yet leaves no notice there
    why = {"reason": "error", "note": "We doubt it."}
    withdrawal = takedown.withdraw(withdrawn.pk, actor=chioma, **why)
    return {
        "corrected": corrected.pk,
        "review": alone.pk,
        "withdrawn": withdrawn.pk,
        "withdrawal": withdrawal.number,
    }


def _doubted(write: "Writer", ed: User, root: User) -> dict[str, Any]:
    """One that waits for legal; two links for a lawyer, of which one is revoked."""
    page = write("It is doubted")
    verbs.submit(page, user=write.reporter)
    flags.flag(page, user=ed, why="It names a suspect.")
    verbs.approve(page, user=ed)
    page = ArticlePage.objects.get(pk=page.pk)
    lawyer = {"lawyer": "Ida Lex", "email": "ida@lawyers.example"}
    letter, revoked = (links.make(page, user=root, **lawyer) for _ in range(2))
    links.revoke(LegalLink.objects.latest("pk"), user=root)
    return {
        "doubted": page.pk,
        "letter": reverse("legal_link", args=[letter]),
        "revoked": reverse("legal_link", args=[revoked]),
    }


class Writer:
    """Writes stories in World, each with a picture and a quote."""

    def __init__(self, reporter: User) -> None:
        self.reporter = reporter
        self.section = SectionPage.objects.get(slug="world")
        self.picture = newsroom.picture("One of everything")

    def __call__(self, title: str, **fields: Any) -> ArticlePage:
        quote = {"text": "The log says so.", "speaker": "Mara Lindqvist"}
        body = [("paragraph", "<p>It is so.</p>"), ("quote", quote)]
        return newsroom.draft(
            self.section,
            self.reporter,
            title=title,
            lead_picture=self.picture,
            body=body,
            **fields,
        )
