"""The demo newsroom: believable, whole, made through the real verbs, safe to repeat."""

from collections import Counter
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image
from wagtail.models import Page, Site, TaskState

from cms.seed import bulk, newsroom, people, pictures, stories
from cms.seed.plans import Plan, plans, table
from cms.seed.writer import Writer, beat_of
from pages.models import (
    ArticlePage,
    Author,
    HomePage,
    NewsImage,
    PublishedDocument,
    SectionPage,
)
from workflows.desk import desks
from workflows.desk.models import Assignment, Claim
from workflows.mirrors.models import Mirror
from workflows.press.models import Edition
from workflows.review.models import Approval

# Wagtail leaves the temporary files of its renditions to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)


def test_sixty_stories_in_every_state_over_ten_days():
    states = Counter(plan.state for plan in plans())
    assert states == {
        "live": 46,
        "draft": 4,
        "review": 3,
        "sent back": 2,
        "scheduled": 2,
        "withdrawn": 2,
        "killed": 1,
    }
    assert max(plan.age for plan in plans()) < 240
    assert len({plan.slug for plan in plans()}) == 60
    assert sum(bool(plan.update) for plan in plans()) == 4
    assert sum(bool(plan.correction) for plan in plans()) == 3


def test_everything_the_stories_refer_to_is_in_the_data():
    sections = {section["path"] for section in table("newsroom")["sections"]}
    hung = set(table("pictures"))
    topics = set(table("newsroom")["topics"])
    names = {author["name"] for author in table("newsroom")["authors"]}
    slugs = {plan.slug for plan in plans()}
    for plan in plans():
        assert plan.section in sections
        assert sections.issuperset(plan.also_in)
        assert topics.issuperset(plan.topics)
        assert not plan.lead or plan.lead in hung
        assert names.issuperset(name for name in plan.bylines if isinstance(name, str))
        assert beat_of(plan.section) in table("sentences")["beats"]
        assert bool(plan.body) != bool(plan.opening)
        for block in plan.body:
            assert slugs.issuperset(block.get("related", []))
            assert hung.issuperset(block.get("gallery", {}).get("pictures", []))


def test_every_block_is_shown_somewhere():
    kinds = {kind for plan in plans() for block in plan.body for kind in block}
    assert kinds >= {
        "paragraph", "heading", "quote", "image", "gallery", "facts", "table", "embed", "related",
    }  # fmt: skip


def test_the_same_name_writes_and_draws_the_same():
    assert Writer("a", "city").paragraphs(4) == Writer("a", "city").paragraphs(4)
    assert Writer("a", "city").paragraphs(4) != Writer("b", "city").paragraphs(4)
    first = pictures.draw("cranes", "harbor", "dawn")
    assert first == pictures.draw("cranes", "harbor", "dawn")
    assert first != pictures.draw("crane", "harbor", "dawn")
    assert Image.open(BytesIO(first)).size == (1600, 1000)


def test_a_writer_never_uses_a_sentence_twice_and_leaves_no_gaps():
    writer = Writer("a", *table("sentences")["beats"])
    written = writer.paragraphs(200)
    assert len(set(written)) == len(written)
    assert not any("{" in text for text in written)
    assert not any("{" in Writer(str(n), "city").headline() for n in range(200))


@pytest.fixture
def home(settings, tmp_path: Path, monkeypatch) -> Path:
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    published = settings.STORAGES["published"] | {
        "OPTIONS": {"location": tmp_path / "published", "base_url": None}
    }
    settings.STORAGES = settings.STORAGES | {"published": published}
    # Full-size pictures cost most of a seeding; what they look like is tested above.
    small = BytesIO()
    Image.new("RGB", (64, 40), "teal").save(small, "JPEG")
    monkeypatch.setattr(pictures, "draw", lambda *_: small.getvalue())
    return tmp_path


@pytest.fixture
def no_stories(monkeypatch) -> None:
    monkeypatch.setattr(newsroom, "plans", tuple)


@pytest.fixture
def few(monkeypatch) -> list[Plan]:
    """One or two stories of each state, every follow-up among them, and one of sport."""
    wanted: dict[Any, Plan] = {}
    for plan in plans():
        wanted[plan.state, bool(plan.update), bool(plan.correction)] = plan
        wanted["section", plan.section == "sport"] = plan
        wanted["doubt", bool(plan.doubt)] = plan
    chosen = [plan for plan in plans() if plan in wanted.values()]
    monkeypatch.setattr(newsroom, "plans", lambda: chosen)
    return chosen


def seed() -> None:
    call_command("seed_newsroom", "--once", stdout=StringIO())


def state_of(slug: str) -> ArticlePage:
    return ArticlePage.objects.get(slug=slug)


@pytest.mark.django_db
def test_seeding_takes_every_story_through_the_real_verbs(home, few):
    seed()
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    site = Site.objects.get()
    assert site.root_page.specific == HomePage.objects.get(live=True)
    assert SectionPage.objects.filter(live=True).count() == 11
    for plan in few:
        page = state_of(plan.slug)
        assert page.live is (plan.state == "live")
        assert page.owner.username == "reporter"
        if plan.state == "live":
            expected = timezone.now() - timedelta(hours=plan.age)
            assert abs(page.first_published_at - expected) < timedelta(minutes=10)
            approvers = Approval.objects.filter(page_id=page.pk)
            names = {approval.user_name for approval in approvers}
            assert "reporter" not in names
            assert ("sport" in names) is (plan.section == "sport")
        _check_state(plan, page)
    assert set(Mirror.objects.values_list("name", "primary")) == {
        ("primary", True),
        ("second", False),
    }
    _check_desks()


def _check_desks() -> None:
    """Every section has a desk, something is planned for each, and somebody is on a review."""
    owned = desks.owners()
    sections = SectionPage.objects.values_list("path", flat=True)
    assert all(desks.of_path(path, owned) for path in sections)
    planned = Assignment.objects.filter(page=None).values_list("desk__name", flat=True)
    assert set(planned) == {"News desk", "Culture desk", "Sport desk"}
    assert Assignment.objects.overdue(timezone.now()).count() == 1
    assert Claim.objects.get().user.username == "editor2"


def _check_state(plan: Plan, page: ArticlePage) -> None:
    if plan.correction:
        assert [note.text for note in page.corrections.all()] == [plan.correction]
        assert Edition.objects.filter(page_id=page.pk, action="correction").exists()
    if plan.update:
        assert page.body.raw_data[-1]["value"] == f"<p>{plan.update}</p>"
    if plan.state in ("withdrawn", "killed"):
        document = PublishedDocument.objects.get(page_id=page.pk)
        assert (document.state, document.title) == (plan.state, "")
    if plan.state == "scheduled":
        assert page.revisions.exclude(approved_go_live_at=None).count() == 1
    if plan.state == "review":
        assert page.current_workflow_state.status == "in_progress"
        step = page.current_workflow_task.name
        assert step == ("Legal check" if plan.doubt else "Editor approval")
    if plan.state == "sent back":
        assert page.current_workflow_state.status == "needs_changes"
        comments = TaskState.objects.filter(workflow_state=page.current_workflow_state)
        assert [state.comment for state in comments] == [plan.comment]
    if plan.state == "draft":
        assert page.current_workflow_state is None


@pytest.mark.django_db
def test_after_a_crash_halfway_seeding_goes_on_and_then_does_nothing(
    home, few, monkeypatch
):
    made = stories.make

    def failing(plan: Plan, desk: stories.Desk) -> int:
        if plan is few[4]:
            raise MemoryError
        return made(plan, desk)

    monkeypatch.setattr(stories, "make", failing)
    with pytest.raises(MemoryError):
        seed()
    assert ArticlePage.objects.count() == 4
    assert not newsroom.is_complete()

    monkeypatch.setattr(stories, "make", made)
    seed()
    assert newsroom.is_complete()
    assert ArticlePage.objects.count() == len(few)
    assert NewsImage.objects.count() == len(table("pictures"))
    assert Author.objects.count() == 12

    before = (Edition.objects.count(), Approval.objects.count(), Page.objects.count())
    out = StringIO()
    call_command("seed_newsroom", "--once", stdout=out)
    assert out.getvalue() == "A newsroom is there already.\n"
    call_command("seed_newsroom", stdout=StringIO())
    after = (Edition.objects.count(), Approval.objects.count(), Page.objects.count())
    assert after == before


@pytest.mark.django_db
def test_a_real_newsroom_is_left_alone(home):
    root = Page.get_first_root_node()
    root.add_child(instance=HomePage(title="The Real One", slug="real", live=False))
    seed()
    with pytest.raises(CommandError, match="There is a newsroom here already"):
        call_command("seed_newsroom", stdout=StringIO())
    assert not SectionPage.objects.exists()
    assert not User.objects.filter(username="reporter").exists()


@pytest.mark.django_db
def test_demo_users_can_log_in_and_others_cannot(settings):
    people.hire()
    assert authenticate(username="reporter", password="masthead")
    User.objects.all().delete()
    settings.DEMO = False
    people.hire()
    assert not User.objects.get(username="chief").has_usable_password()


@pytest.mark.django_db
def test_the_sport_desk_has_rights_on_sport_only(home, no_stories):
    seed()
    sport = User.objects.get(username="sport")
    mine = SectionPage.objects.get(slug="sport").permissions_for_user(sport)
    others = SectionPage.objects.get(slug="economy").permissions_for_user(sport)
    assert mine.can_edit()
    assert not others.can_edit()
    assert sport.has_perm("review.approve_story")


@pytest.mark.django_db
def test_bulk_writes_stories_of_a_newspapers_length(home, no_stories):
    seed()
    made = ArticlePage.objects.filter(pk__in=list(bulk.stories(4)))
    assert made.filter(live=True).count() == 4
    assert len({page.title for page in made}) == 4
    sizes = [len(str(page.body.raw_data)) for page in made]
    assert min(sizes) > 5_500
    assert max(sizes) < 9_000
    assert Edition.objects.filter(page_id__in=[page.pk for page in made]).count() == 4


@pytest.mark.django_db
def test_bulk_without_a_newsroom_says_what_to_do():
    with pytest.raises(bulk.NoNewsroom, match=r"^There is no newsroom to write for"):
        next(bulk.stories(1))
