"""One story through the real verbs, into the state it is planned for."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from wagtail.log_actions import LogContext
from wagtail.models import Page

from cms.seed.bodies import Body, paragraph
from cms.seed.plans import Plan
from pages.models import ArticlePage, Author, Byline, Correction, SectionPage, Topic
from workflows.press import takedown
from workflows.press.models import DuePage
from workflows.press.press import press_page
from workflows.review.legal.flags import flag
from workflows.review.verbs import approve, send_back, submit

PUBLIC = {"live", "withdrawn", "killed"}


@dataclass(frozen=True)
class Desk:
    """Everybody and everything that a story needs.

    users: by name (reporter, editor, editor2, chief, sport).
    sections: by path. body: makes blocks, and remembers the stories made.
    """

    users: dict[str, Any]
    sections: dict[str, SectionPage]
    body: Body
    now: datetime

    def approver(self, plan: Plan) -> Any:
        return self.users["sport" if plan.section == "sport" else "editor"]


@transaction.atomic
def make(plan: Plan, desk: Desk) -> int:
    """Make the story unless it is there; return its page's key.

    It is written by the reporter, then goes as far as planned. Withdrawn and killed
    stories are live afterwards: `take_down` does the rest.
    """
    known = ArticlePage.objects.filter(slug=plan.slug).first()
    if known is not None:
        return int(known.pk)
    page = _draft(plan, desk)
    if plan.state in PUBLIC:
        _publish(page, desk, approver=desk.approver(plan))
        _backdate(page, desk.now - timedelta(hours=plan.age))
        _follow_up(page, plan, desk)
    elif plan.state == "scheduled":
        _publish(page, desk, approver=desk.approver(plan))
    elif plan.state != "draft":
        submit(page, user=desk.users["reporter"])
    if plan.doubt:
        flag(page, user=desk.approver(plan), why=plan.doubt)
        approve(page, user=desk.approver(plan))
    if plan.state == "sent back":
        send_back(page, user=desk.users["editor"], comment=plan.comment)
    return int(page.pk)


def take_down(plan: Plan, desk: Desk) -> None:
    """Withdraw or kill the story if that is planned and not done yet.

    It is pressed before: only what was public leaves a tombstone.
    """
    page = ArticlePage.objects.filter(slug=plan.slug, live=True).first()
    if page is None or plan.state == "live":
        return
    for row in DuePage.objects.filter(page_id=page.pk):
        press_page(row)
    chief = desk.users["chief"]
    with LogContext(user=chief):
        if plan.state == "withdrawn":
            takedown.withdraw(page.pk, actor=chief, reason=plan.reason, note=plan.note)
        elif plan.state == "killed":
            takedown.kill(page.pk, actor=chief, reason=plan.reason)


def _draft(plan: Plan, desk: Desk) -> ArticlePage:
    reporter = desk.users["reporter"]
    page = ArticlePage(
        title=plan.headline,
        slug=plan.slug,
        kicker=plan.kicker,
        dek=plan.dek,
        slugline=plan.slugline,
        dateline=plan.dateline,
        urgency=plan.urgency,
        lead_picture_id=desk.body.pictures.get(plan.lead),
        body=json.dumps(desk.body.blocks(plan)),
        owner=reporter,
        live=False,
    )
    if plan.state in PUBLIC:
        # Wagtail keeps the time of a first publication that is known already.
        page.first_published_at = desk.now - timedelta(hours=plan.age)
    if plan.state == "scheduled":
        page.go_live_at = desk.now + timedelta(hours=plan.in_hours)
    page.bylines.set([_byline(name) for name in plan.bylines])
    page.topics.set(Topic.objects.filter(code__in=plan.topics))
    page.further_sections.set([desk.sections[path] for path in plan.also_in])
    page.tags.set(plan.tags)
    parent = Page.objects.get(pk=desk.sections[plan.section].pk)
    parent.add_child(instance=page)
    page.save_revision(user=reporter, log_action=True)
    return page


def _byline(planned: str | dict[str, str]) -> Byline:
    said = {"name": planned} if isinstance(planned, str) else planned
    author = Author.objects.filter(name=said["name"]).first()
    who = {"author": author} if author else {"name": said["name"]}
    return Byline(**who, **({"role": said["role"]} if "role" in said else {}))


def _publish(page: ArticlePage, desk: Desk, *, approver: Any) -> None:
    submit(page, user=desk.users["reporter"])
    with LogContext(user=approver):
        approve(page, user=approver)


def _backdate(page: ArticlePage, at: datetime) -> None:
    """Have the demo's days behind it: in the transaction that publishes, nobody sees it."""
    Page.objects.filter(pk=page.pk).update(last_published_at=at)


def _follow_up(page: ArticlePage, plan: Plan, desk: Desk) -> None:
    """Publish the update or the correction that came later."""
    if not (plan.update or plan.correction):
        return
    draft = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    if plan.update:
        blocks = [*draft.body.raw_data, paragraph(plan.update)]
        draft.body = json.dumps(
            [{"type": b["type"], "value": b["value"]} for b in blocks]
        )
    if plan.correction:
        draft.corrections.add(Correction(text=plan.correction))
    draft.save_revision(user=desk.users["reporter"], log_action=True)
    _publish(draft, desk, approver=desk.users["editor2"])
    if not plan.correction:
        _backdate(page, desk.now - timedelta(hours=plan.age / 3))
