"""Comments on a story: who follows them is told, and who is mentioned with an @."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models.functions import Lower
from wagtail.models import Comment, CommentReply, PageSubscription

from workflows.notices.people import Story, may_be_told
from workflows.notices.rules import Kind, names_in
from workflows.notices.tell import Event, tell

Said = Any  # a Comment or a CommentReply: Wagtail is untyped


def is_new(said: Said) -> None:
    """Tell the story's followers, those who spoke in its thread, and whom it mentions."""
    mentioned = _mention(said, said.text, "")
    _tell_followers(said, said.text, actor=said.user, spared=mentioned)


def changes(said: Said, before: Said) -> None:
    """Tell those whom an edit mentions anew; and everybody if the comment is resolved."""
    _mention(said, said.text, before.text)
    resolver = getattr(said, "resolved_by", None)
    if resolver and not before.resolved_at:
        _tell_followers(said, f"✓ {said.text}", actor=resolver, spared=frozenset())


def _mention(said: Said, text: str, before: str) -> frozenset[int]:
    """Tell those whom `text` mentions and `before` did not; return all it mentions."""
    ids = _mentioned_in(text)
    new = ids - _mentioned_in(before) - {said.user_id}
    if new:
        _subscribe(said, new)
        _tell(Kind.MENTIONED, said, text, actor=said.user, named=new)
    return ids


def _mentioned_in(text: str) -> frozenset[int]:
    """Return the ids of users whom `text` names, however they are capitalized."""
    if not (names := names_in(text.lower())):
        return frozenset()
    users = User.objects.annotate(name=Lower("username")).filter(name__in=names)
    return frozenset(users.values_list("pk", flat=True))


def _subscribe(said: Said, ids: frozenset[int]) -> None:
    """Whoever is mentioned follows the talk from then on, until they stop it in the editor."""
    page_id = _comment(said).page_id
    for user in may_be_told(Kind.MENTIONED, Story(page_id), ids):
        PageSubscription.objects.update_or_create(
            page_id=page_id, user=user, defaults={"comment_notifications": True}
        )


def _tell_followers(
    said: Said, text: str, *, actor: User, spared: frozenset[int]
) -> None:
    comment = _comment(said)
    thread = {comment.user_id, *comment.replies.values_list("user_id", flat=True)}
    named = frozenset(thread)
    _tell(Kind.COMMENTED, said, text, actor=actor, named=named, spared=spared)


def _tell(kind: Kind, said: Said, text: str, *, actor: User, **whom: Any) -> None:
    tell(
        Event(
            kind,
            page_id=_comment(said).page_id,
            actor_id=actor.pk,
            actor_name=actor.get_username(),
            said=text,
            **whom,
        )
    )


def _comment(said: Said) -> Comment:
    return said.comment if isinstance(said, CommentReply) else said
