"""Wagtail's signals: a page went live, left, was deleted; a resource changed.

`post_save` runs inside `Page.save()`'s own transaction; `page_published` does not, so
an edition cut there could be lost between the two.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.signals import page_slug_changed, post_page_move

from pages.models import PublicPage
from workflows.press import publication, sources, takedown
from workflows.press.editions import Actor
from workflows.press.models import Action
from workflows.press.nudge import nudge_sweep, nudge_sweep_below


@receiver(post_save)
def note_publication(
    sender: type, instance: Any, raw: bool = False, **kwargs: object
) -> None:
    if isinstance(instance, PublicPage) and not raw:
        publication.note(instance, actor=_actor())


@receiver(pre_delete)
def take_turns(sender: type, instance: Any, **kwargs: object) -> None:
    """Take the page's row first, as a kill of the same moment does."""
    if isinstance(instance, PublicPage):
        PublicPage.lock(instance.pk)


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
def note_move(sender: type, instance: Any, **kwargs: object) -> None:
    nudge_sweep_below(instance.pk)


@receiver([post_save, post_delete])
def note_resource(
    sender: type, instance: Any, created: bool = False, **kwargs: object
) -> None:
    """A resource that is new is shown by no page yet."""
    for kind, model in sources.resource_models().items():
        if isinstance(instance, model) and not created:
            nudge_sweep(f"{kind}:{instance.pk}")


def _actor() -> Actor:
    """Return who is at work, as Wagtail's audit log knows it."""
    return Actor.of(get_active_log_context().user)
