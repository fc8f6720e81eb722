"""What is told about: a story's record, its editions, comments, assignments, and mirrors."""

from collections.abc import Collection
from typing import Any

from django.db.models.signals import post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Comment, CommentReply

from workflows.desk.models import Assignment, State
from workflows.desk.signals import assigned
from workflows.mirrors.alarms.said import News
from workflows.mirrors.signals import alarmed
from workflows.notices import comments, events
from workflows.notices.rules import Kind
from workflows.notices.tell import Event, forget, tell
from workflows.press.models import Edition
from workflows.review.models import Approval, Entry, LaterReview


@receiver(post_save, sender=Entry)
def tell_of_entry(
    sender: type, instance: Entry, created: bool = False, **kwargs: object
) -> None:
    _tell(created, events.of_entry(instance))


@receiver(post_save, sender=Approval)
def tell_of_approval(
    sender: type, instance: Approval, created: bool = False, **kwargs: object
) -> None:
    _tell(created, events.of_approval(instance))


@receiver(post_save, sender=LaterReview)
def tell_of_later_review(
    sender: type, instance: LaterReview, created: bool = False, **kwargs: object
) -> None:
    if created:
        tell(events.of_later_review(instance))
    elif instance.closed_at:
        forget(Kind.REVIEW_OWED, events.link_of_review(instance))


@receiver(assigned)
def tell_of_assignment(*, assignment: Assignment, actor: Any, **kwargs: object) -> None:
    """What was told before of who writes it is over."""
    forget(Kind.ASSIGNED, events.link_of_brief(assignment))
    if assignment.state == State.ASSIGNED:
        tell(events.of_assignment(assignment, actor))


@receiver(pre_delete, sender=Assignment)
def forget_assignment(sender: type, instance: Assignment, **kwargs: object) -> None:
    forget(Kind.ASSIGNED, events.link_of_brief(instance))


@receiver(post_save, sender=Edition)
def tell_of_edition(
    sender: type, instance: Edition, created: bool = False, **kwargs: object
) -> None:
    _tell(created, events.of_edition(instance))


@receiver(alarmed)
def tell_of_alarms(*, news: News, **kwargs: object) -> None:
    tell(events.of_alarms(news))


@receiver(post_save, sender=Comment)
@receiver(post_save, sender=CommentReply)
def tell_of_new_comment(
    sender: type, instance: Any, created: bool = False, **kwargs: object
) -> None:
    if created:
        comments.is_new(instance)


@receiver(pre_save, sender=Comment)
@receiver(pre_save, sender=CommentReply)
def tell_of_changed_comment(
    sender: Any,
    instance: Any,
    update_fields: Collection[str] | None = None,
    **kwargs: object,
) -> None:
    if update_fields and "text" not in update_fields:
        return  # Wagtail saves the position with each revision
    if before := sender.objects.filter(pk=instance.pk).first():
        comments.changes(instance, before)


def _tell(created: bool, event: Event | None) -> None:
    if created and event:
        tell(event)
