"""Whoever writes, decides, plans and tampers in whatever order: nothing slips out.

The machine keeps its own account of who wrote and who approved what, in plain words, and
looks at what readers have got after every step.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from wagtail.models import Page, Revision

from pages.models import ArticlePage
from tests.newsroom import draft, edit, person
from workflows.press.takedown import TakedownRefused, kill, withdraw
from workflows.review import lanes, verbs
from workflows.review.legal import flags
from workflows.review.models import LaterReview
from workflows.review.reading import Read
from workflows.review.timing import lifts
from workflows.review.timing.publish_due import publish_due
from workflows.review.timing.unschedule import unschedule

NAMES = ("rita", "remi", "ed", "edna", "chioma", "lex")
PEOPLE = st.sampled_from(NAMES)
WORDS = st.sampled_from(["strike", "storm", "budget"])
HOURS = st.sampled_from([None, 1, 3])
REASON = "The other paper has it already, and it is right."
REFUSALS = (PermissionDenied, ValidationError, TakedownRefused)
TEXT = ("title", "dek", "go_live_at", "embargo_until")


@dataclass(frozen=True)
class Text:
    """What a revision says, and when it may be read."""

    title: str
    dek: str
    go_live_at: datetime | None
    embargo_until: datetime | None

    @classmethod
    def of(cls, page: Any) -> "Text":
        return cls(*(getattr(page, name) for name in TEXT))

    @property
    def words(self) -> tuple[str, str]:
        return self.title, self.dek


@dataclass
class Account:
    """What the machine knows of the story without asking the product."""

    saves: list[tuple[str, Text]]  # who saved what, oldest first
    submitter: str = ""
    published: Text | None = None
    grants: list[tuple[str, Text]] = field(default_factory=list)
    bound: dict[Text, datetime] = field(default_factory=dict)
    cleared: set[Text] = field(default_factory=set)
    flagged: bool = False
    lifters: set[str] = field(default_factory=set)

    def authors(self) -> set[str]:
        """Return whose words the newest text has since the last publication."""
        found, before = set(), self.published and self.published.words
        for who, text in self.saves:
            if text.words != before:
                found.add(who)
            before = text.words
        return found | {self.submitter}


class Newsroom(RuleBasedStateMachine):
    world: Any = None
    people: dict[str, Any]
    out = 0  # texts that went out, over all examples: the machine must get somewhere

    @initialize(is_live=st.booleans())
    def open(self, *, is_live: bool) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.clock = time_machine.travel(timezone.now())
        self.traveller = self.clock.start()
        self.page = draft(self.world, self.people["rita"], title="first", dek="")
        self.account = Account(saves=[("rita", Text.of(self.newest()))])
        if is_live:
            self.submit("rita")
            self.approve("ed", "newest")
            self.nothing_slipped_out()

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # --- what people do

    @rule(who=PEOPLE, word=WORDS)
    def write(self, who: str, word: str) -> None:
        self.save(who, title=f"{word} {len(self.account.saves)}")

    @rule(who=PEOPLE, word=WORDS)
    def place(self, who: str, word: str) -> None:
        self.save(who, slugline=word.upper())

    @rule(who=PEOPLE, hours=HOURS)
    def plan(self, who: str, hours: int | None) -> None:
        self.save(who, go_live_at=self.at(hours))

    @rule(who=PEOPLE, hours=HOURS)
    def hold(self, who: str, hours: int | None) -> None:
        self.save(who, embargo_until=self.at(hours), go_live_at=self.at(hours))

    @rule(who=PEOPLE)
    def submit(self, who: str) -> None:
        if self.tried(lambda: verbs.submit(self.fresh(), user=self.people[who])):
            self.account.submitter = who
            self.bind()

    @rule(who=PEOPLE, known=st.sampled_from(["newest", "first", "none"]))
    def approve(self, who: str, known: str) -> None:
        text, authors = Text.of(self.newest()), self.account.authors()
        read = {
            "newest": Read.of(self.fresh().get_latest_revision()),
            "first": Read.of(self.fresh().revisions.order_by("pk").first()),
            "none": None,
        }[known]
        legal = self.waits_for_legal()
        user = self.people[who]
        if not self.tried(lambda: verbs.approve(self.fresh(), user=user, read=read)):
            return
        assert who not in authors, f"{who} approved their own words"
        if legal:
            assert who == "lex"
            self.account.cleared.add(text)
        if legal or not self.account.flagged or text in self.account.cleared:
            self.account.grants.append((who, text))  # nobody else had to answer
        self.bind()

    @rule(who=PEOPLE, word=WORDS, editor=st.sampled_from(["ed", "edna", "chioma"]))
    def take_the_road(self, who: str, word: str, editor: str) -> None:
        """What most days look like; chance alone would seldom come so far."""
        self.write(who, word)
        self.submit(who)
        self.approve(editor, "newest")
        self.nothing_slipped_out()

    @rule(who=PEOPLE)
    def send_back(self, who: str) -> None:
        user = self.people[who]
        self.tried(lambda: verbs.send_back(self.fresh(), user=user, comment="No."))

    @rule(who=PEOPLE)
    def take_out(self, who: str) -> None:
        self.tried(lambda: verbs.cancel(self.fresh(), user=self.people[who]))

    @rule(who=PEOPLE, urgency=st.sampled_from([1, 4]))
    def break_news(self, who: str, urgency: int) -> None:
        self.save(who, urgency=urgency)
        self.alone(
            who, lambda: lanes.publish_breaking(self.fresh(), user=self.people[who])
        )

    @rule(who=PEOPLE)
    def break_glass(self, who: str) -> None:
        def do() -> Any:
            return lanes.break_glass(self.fresh(), user=self.people[who], reason=REASON)

        if self.alone(who, do):
            self.account.cleared.add(Text.of(self.newest()))

    @rule(who=PEOPLE)
    def flag(self, who: str) -> None:
        if self.tried(
            lambda: flags.flag(self.fresh(), user=self.people[who], why="Hm.")
        ):
            self.account.flagged, self.account.cleared = True, set()

    @rule(who=PEOPLE)
    def unflag(self, who: str) -> None:
        user = self.people[who]
        if self.tried(lambda: flags.unflag(self.fresh(), user=user, comment="Fine.")):
            assert who == "lex"
            self.account.flagged = False

    @rule(who=PEOPLE)
    def ask_lift(self, who: str) -> None:
        user = self.people[who]
        if self.tried(lambda: lifts.ask_lift(self.fresh(), user=user, reason=REASON)):
            self.account.lifters = {who}

    @rule(who=PEOPLE)
    def agree_lift(self, who: str) -> None:
        user = self.people[who]
        waiting = self.fresh().scheduled_revision
        if self.tried(lambda: lifts.agree_lift(self.fresh(), user=user)):
            self.account.lifters.add(who)
            assert len(self.account.lifters) == 2, "one person lifted an embargo alone"
            self.account.bound = {}
            if waiting:
                text = Text.of(waiting.as_object())
                now = Text(text.title, text.dek, None, None)
                self.account.grants.append((who, now))
                if text in self.account.cleared:
                    self.account.cleared.add(now)
                place = len(self.account.saves) - len(self.after(text))
                self.account.saves.insert(place, (who, now))

    @rule(who=PEOPLE)
    def unschedule(self, who: str) -> None:
        user = self.people[who]
        if self.tried(lambda: unschedule(self.fresh(), user=user, comment="Wait.")):
            out = self.account.published if self.is_out() else None
            grants = self.account.grants
            self.account.grants = [grant for grant in grants if grant[1] == out]

    @rule(hours=st.sampled_from([1, 2, 4]))
    def wait(self, hours: int) -> None:
        self.traveller.shift(timedelta(hours=hours))
        publish_due()

    @rule(who=st.sampled_from(["chioma"]), take=st.sampled_from([kill, withdraw]))
    def take_down(self, who: str, take: Callable[..., Any]) -> None:
        user = self.people[who]
        if self.tried(lambda: take(self.page.pk, actor=user, reason="legal")):
            self.account.grants = []
            self.account.bound = {}
            self.account.published = None

    # --- what nobody may do

    @rule(back=st.integers(0, 5))
    def publish_in_a_shell(self, back: int) -> None:
        drafts = self.fresh().revisions.order_by("-pk")
        draft = drafts[back % len(drafts)]
        self.tried(lambda: draft.publish(skip_permission_checks=True))

    @rule()
    def tamper_with_the_schedule(self) -> None:
        newest = self.fresh().get_latest_revision()
        row = Revision.objects.filter(pk=newest.pk)
        before = newest.approved_go_live_at
        row.update(approved_go_live_at=timezone.now())
        publish_due()
        if not self.is_out():
            row.update(approved_go_live_at=before)

    # --- what must hold

    @invariant()
    def nothing_slipped_out(self) -> None:
        if not hasattr(self, "page") or not self.is_out():
            return
        text = Text.of(self.fresh())
        if text == self.account.published:
            return
        account, now = self.account, timezone.now()
        assert text in [granted for _, granted in account.grants], "nobody approved it"
        for hour in (text.go_live_at, text.embargo_until, *account.bound.values()):
            assert hour is None or hour <= now or self.was_out(), "it left too early"
        if account.flagged:
            assert text in account.cleared, "legal did not clear it"
        Newsroom.out += 1
        account.published = text
        account.saves = [("", text), *self.after(text)]
        account.bound = {
            said: hour for said, hour in account.bound.items() if hour > now
        }

    # --- how

    def alone(self, who: str, do: Callable[[], Any]) -> bool:
        before = LaterReview.objects.open().count()
        text = Text.of(self.newest())
        if not self.tried(do):
            return False
        assert who in ("ed", "edna", "chioma")
        assert LaterReview.objects.open().count() == before + 1
        self.account.grants.append((who, text))
        return True

    def save(self, who: str, **fields: Any) -> None:
        edit(self.fresh(), self.people[who], **fields)
        self.account.saves.append((who, Text.of(self.newest())))

    def tried(self, do: Callable[[], Any]) -> bool:
        try:
            with transaction.atomic():
                do()
        except REFUSALS:
            return False
        return True

    def bind(self) -> None:
        """An embargo that was submitted or approved holds until it ends, or two lift it."""
        text = Text.of(self.newest())
        if text.embargo_until and text.embargo_until > timezone.now():
            self.account.bound[text] = text.embargo_until

    def fresh(self) -> ArticlePage:
        return ArticlePage.objects.get(pk=self.page.pk)

    def newest(self) -> Any:
        return self.fresh().get_latest_revision().as_object()

    def at(self, hours: int | None) -> datetime | None:
        now = timezone.now().replace(microsecond=0)
        return now + timedelta(hours=hours) if hours else None

    def is_out(self) -> bool:
        return Page.objects.filter(pk=self.page.pk, live=True).exists()

    def was_out(self) -> bool:
        return self.account.published is not None

    def after(self, text: Text) -> list[tuple[str, Text]]:
        """Return what was saved after `text` was."""
        texts = [saved for _, saved in self.account.saves]
        last = len(texts) - 1 - texts[::-1].index(text) if text in texts else -1
        return self.account.saves[last + 1 :]

    def waits_for_legal(self) -> bool:
        step = self.fresh().current_workflow_task
        return step is not None and getattr(step.specific, "kind", "") == "legal"


@pytest.mark.guarantee
@pytest.mark.django_db
def test_no_sequence_lets_an_unapproved_self_approved_or_early_text_out(
    newsroom, rita, ed, edna, chioma
):
    Newsroom.world = newsroom.world
    Newsroom.people = {
        "rita": rita,
        "remi": person("remi", "Reporters"),
        "ed": ed,
        "edna": edna,
        "chioma": chioma,
        "lex": person("lex", "Legal"),
    }
    Newsroom.out = 0

    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert Newsroom.out >= 5
