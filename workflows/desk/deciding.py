"""What a card's buttons do: the verbs of review, and what is said about the outcome."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Revision, WorkflowState

from pages.models import ArticlePage
from workflows.desk import claims, errors
from workflows.desk.models import Claim
from workflows.desk.templatetags.desk import clock
from workflows.review import verbs
from workflows.review.errors import TextChanged
from workflows.review.reading import Read

Said = Mapping[str, str]  # the fields of `DecisionForm`


@dataclass(frozen=True)
class Verb:
    """A button: what it does, returning what is said afterwards, and how it is asked.

    `action` is its name in review, which knows what the story would meet next.
    """

    do: Callable[[ArticlePage, Any, Said], str]
    action: str
    label: Any
    asks: Any
    needs_comment: bool = False


@transaction.atomic
def approve(page: ArticlePage, user: Any, said: Said) -> str:
    """Approve the text that was read.

    Raises:
        ReviewRefused: a rule forbids it, or it is not the newest text; nothing was written.
    """
    read = _read(said)
    verbs.approve(page, user=user, comment=said["comment"], read=read)
    return outcome(page)


@transaction.atomic
def send_back(page: ArticlePage, user: Any, said: Said) -> str:
    """Send it back, with what is to be changed.

    Raises:
        ReviewRefused: a rule forbids it, or it is not the newest text; nothing was written.
    """
    read = _read(said)
    verbs.send_back(page, user=user, comment=said["comment"], read=read)
    return _("“%(headline)s” went back.") % {"headline": _headline(page)}


def claim(page: ArticlePage, *, user: Any) -> Claim:
    """Say "I'm on it" for `user`, if the step in which the story waits asks them.

    Raises:
        MayNotClaim: it is not in review, or not theirs to decide.
        SomebodyIsOnIt: another's claim still counts.
    """
    if not is_asked(page, user):
        raise errors.MayNotClaim
    return claims.claim(page.pk, user=user)


def is_asked(page: ArticlePage, user: Any) -> bool:
    """Say whether the step in which `page` waits, if any, is `user`'s to answer."""
    step = page.current_workflow_task_state
    return step is not None and bool(step.task.specific.may_decide(page, user))


def button(verb: Verb, page: ArticlePage, user: Any) -> str:
    """Return what the verb's button says: as in the editor's menu, e.g. "Approve and publish"."""
    step = page.current_workflow_task_state
    offered = step.task.specific.get_actions(page, user) if step else []
    names = (label for name, label, _asks in offered if name == verb.action)
    return str(next(names, verb.label))


def outcome(page: ArticlePage) -> str:
    """Return what became of an approved story: out, scheduled, or on to the next step."""
    told = {"headline": _headline(page)}
    state = WorkflowState.objects.for_instance(page).active().first()
    if state is not None:
        told["step"] = state.current_task_state.task.name
        return _("“%(headline)s” is approved, and waits for: %(step)s.") % told
    scheduled = Revision.objects.for_instance(page).exclude(approved_go_live_at=None)
    if hour := scheduled.values_list("approved_go_live_at", flat=True).first():
        told["hour"] = clock(hour)
        return _("“%(headline)s” is approved, and goes out at %(hour)s.") % told
    return _("“%(headline)s” is published.") % told


def _read(said: Said) -> Read:
    if read := Read.parse(said["read"]):
        return read
    raise TextChanged  # nobody can tell what was read


def _headline(page: ArticlePage) -> str:
    return str(page.get_admin_display_title())


VERBS: Mapping[str, Verb] = {
    "approve": Verb(
        approve,
        "approve",
        gettext_lazy("Approve"),
        gettext_lazy("Exactly the text that you read goes on."),
    ),
    "send-back": Verb(
        send_back,
        "reject",
        gettext_lazy("Send back"),
        gettext_lazy("It goes back to its reporter, who reads your comment."),
        needs_comment=True,
    ),
}
