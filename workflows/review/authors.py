"""Whose words are in a draft: what the four-eyes rule is asked about."""

from wagtail.models import Revision, WorkflowState

from pages.content_hash import meaning_hash_of
from pages.models import PublicPage
from workflows.review import rules


def authors_of(page: PublicPage, state: WorkflowState | None) -> frozenset[int]:
    """Return the ids of everyone whose work `page`'s newest revision is."""
    published = page.live_revision
    drafts = Revision.objects.for_instance(page).order_by("created_at", "pk")
    if published is not None:
        drafts = drafts.filter(created_at__gte=published.created_at)
    return rules.authors(
        rules.writers(
            published and meaning_hash_of(published),
            [draft_of(revision) for revision in drafts],
        ),
        submitter_id=state and state.requested_by_id,
        owner_id=page.owner_id,
        first_publication=page.first_published_at is None,
    )


def draft_of(revision: Revision) -> rules.Draft:
    return rules.Draft(revision.user_id, meaning_hash_of(revision))
