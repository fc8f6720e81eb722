"""Write down who is owed a notice of an event, in the transaction in which it happens."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.contrib.auth.models import User
from django.db import OperationalError, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from workflows.notices import rules
from workflows.notices.models import Notice, Webhook
from workflows.notices.models.preferences import preferences_of
from workflows.notices.nudge import nudge_after_commit
from workflows.notices.people import Story, may_be_told, who_is
from workflows.notices.rules import Kind

log = structlog.get_logger("masthead.notices")


@dataclass(frozen=True)
class Event:
    """Something happened that people are told of.

    Attributes:
        kind: what; `rules.TOLD` says who is told.
        page_id: the story it happened to; None if there is no page yet.
        headline: as it was then; empty: as the page has it now.
        actor_id: who did it, and is not told; None for a machine.
        actor_name: their user name.
        said: what they said about it: a comment, never a story's text.
        reason: a code, e.g. of a takedown.
        named: ids of those whom the event itself names, e.g. in a mention.
        spared: ids of those who know already.
        link: path in the admin that deals with it; empty: the story's editor.
        at: when.
    """

    kind: Kind
    page_id: int | None
    headline: str = ""
    actor_id: int | None = None
    actor_name: str = ""
    said: str = ""
    reason: str = ""
    named: frozenset[int] = frozenset()
    spared: frozenset[int] = frozenset()
    link: str = ""
    at: datetime = field(default_factory=timezone.now)


def tell(event: Event) -> None:
    """Owe a notice of `event` to everybody who is told of it, and to webhooks.

    It never fails: nothing that happens to a story is held up by what is told about it.
    """
    try:
        with transaction.atomic():
            _tell(event)
    except Exception as error:  # noqa: BLE001 — see above; a kill must come through
        # What a database says may repeat the row, and so the headline of what was killed.
        fault = type(error).__name__
        log.error("notice_lost", kind=event.kind, story=event.page_id, error=fault)


def forget(kind: Kind, link: str) -> None:
    """Have nobody told of `kind` any more about what `link` leads to: it is over."""
    Notice.objects.owed().filter(kind=kind, link=link).delete()


def _tell(event: Event) -> None:
    story = Story(event.page_id)
    _forget_what_it_overtakes(event)
    owed = [*_to_people(event, story), *_to_webhooks(event, story)]
    if owed:
        Notice.objects.bulk_create(owed)
        nudge_after_commit()


def _forget_what_it_overtakes(event: Event) -> None:
    """Delete what is no longer true; if that fails, what is true now is told all the same."""
    overtaken = rules.OVERTAKES.get(event.kind, frozenset())
    waiting = Notice.objects.owed().filter(page_id=event.page_id)
    try:
        with transaction.atomic():
            waiting.filter(kind__in=[*overtaken]).delete()
    except OperationalError as error:
        log.warning("notice_not_overtaken", story=event.page_id, error=repr(error))


def _to_people(event: Event, story: Story) -> Iterator[Notice]:
    asked = set(event.named)
    for who in rules.TOLD[event.kind]:
        asked |= who_is(who, story)
    asked -= {event.actor_id, *event.spared}
    start = event.at + rules.PAUSES.get(event.kind, timedelta(0))
    for user in may_be_told(event.kind, story, asked) if asked else []:
        wants = preferences_of(user)
        hour = rules.when(event.kind, now=start, muted=wants.muted, quiet=wants.quiet)
        if user.email and hour and not _added_to_a_waiting_one(event, user):
            yield _notice(event, story, hour, user=user)


def _to_webhooks(event: Event, story: Story) -> Iterator[Notice]:
    if event.kind in rules.BETWEEN_PEOPLE:
        return
    hooks = Webhook.objects.filter(active=True)
    if event.kind not in rules.ALWAYS:
        hooks = hooks.filter(kinds__contains=[event.kind])
    if hooks:
        for hook in hooks.filter(Q(desk=None) | Q(desk=story.desk)):
            yield _notice(event, story, event.at, webhook=hook)


def _added_to_a_waiting_one(event: Event, user: User) -> bool:
    """Add comments to what waits for the same person already: one mail, not ten."""
    if event.kind != Kind.COMMENTED:
        return False
    waiting = Notice.objects.owed().filter(
        user=user, page_id=event.page_id, kind=event.kind, attempts=0
    )
    added = waiting.filter(actor_name=event.actor_name)
    return bool(added.update(said=Concat("said", Value(f"\n\n{event.said}"))))


def _notice(
    event: Event,
    story: Story,
    hour: datetime,
    *,
    user: User | None = None,
    webhook: Webhook | None = None,
) -> Notice:
    return Notice(
        kind=event.kind,
        user=user,
        webhook=webhook,
        page_id=event.page_id,
        headline=event.headline or _headline(story),
        actor_name=event.actor_name,
        said=event.said,
        reason=event.reason,
        link=event.link,
        at=event.at,
        due_at=hour,
        next_at=hour,
    )


def _headline(story: Story) -> str:
    return str(story.page.get_admin_display_title()) if story.page else ""
