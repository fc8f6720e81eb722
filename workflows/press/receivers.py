"""Wagtail's signals: a page went live, left, was deleted; a resource changed.

`post_save` runs inside `Page.save()`'s own transaction; `page_published` does not, so
an edition cut there could be lost between the two.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.log_actions import get_active_log_context
from wagtail.models import Site
from wagtail.signals import page_slug_changed, post_page_move

from pages.models import Agency, Author, NewsImage, PublicPage, Topic
from workflows.press import publication, takedown
from workflows.press.editions import Actor
from workflows.press.models import Action
from workflows.press.nudge import nudge_sweep


@receiver(post_save)
def note_publication(
    sender: type, instance: Any, raw: bool = False, **kwargs: object
) -> None:
    if isinstance(instance, PublicPage) and not raw:
        publication.note(instance, actor=_actor())


@receiver(post_delete)
def note_deletion(sender: type, instance: Any, **kwargs: object) -> None:
    if isinstance(instance, PublicPage):
        last = publication.last_word(instance.pk)
        if last and last.action not in publication.TAKEDOWNS:
            takedown.take_away(
                instance.pk,
                action=Action.WITHDRAW,
                reason=takedown.Reason.OTHER,
                actor=_actor(),
            )


@receiver([page_slug_changed, post_page_move])
def note_move(sender: type, **kwargs: object) -> None:
    nudge_sweep()


@receiver([post_save, post_delete])
def note_resource(sender: type, **kwargs: object) -> None:
    resources = (Author, Agency, Topic, NewsImage, Redirect, Site, get_document_model())
    if issubclass(sender, resources):
        nudge_sweep()


def _actor() -> Actor:
    """Return who is at work, as Wagtail's audit log knows it."""
    return Actor.of(get_active_log_context().user)
