"""Stories from the wire: what becomes of them, and that a broken one changes nothing."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from PIL import Image
from wagtail.models import Page, Revision

from pages.models import ArticlePage, Author, HomePage, NewsImage, SectionPage
from pages.models.byline import Role
from pages.ninjs import ourblocks
from workflows.press.models import Edition
from workflows.review.importing.desk import open_desk
from workflows.review.importing.outcome import Outcome, Result
from workflows.review.importing.stories import import_item
from workflows.review.models import Approval
from workflows.review.verbs import submit

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of its renditions to the garbage collector.
    pytest.mark.filterwarnings(
        "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning",
        "ignore::pytest.PytestUnraisableExceptionWarning",
    ),
]

FUTURE = "2090-05-01T09:30:00Z"


@pytest.fixture(autouse=True)
def newsroom(settings, tmp_path: Path) -> HomePage:
    settings.MEDIA_ROOT = tmp_path / "media"
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Home", slug="courier", live=False))
    news = home.add_child(instance=SectionPage(title="News", slug="news", live=False))
    news.add_child(instance=SectionPage(title="World", slug="world", live=False))
    home.add_child(instance=SectionPage(title="Wire", slug="wire", live=False))
    home.add_child(instance=SectionPage(title="Sport", slug="sport", live=False))
    return home


@pytest.fixture
def pia() -> User:
    """An editor."""
    user = User.objects.create_user("pia")
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of pictures: crane.jpg, quay.png, and torn.jpg, which is none."""
    made = tmp_path / "pictures"
    made.mkdir()
    Image.new("RGB", (64, 40), "navy").save(made / "crane.jpg")
    Image.new("RGB", (64, 40), "teal").save(made / "quay.png")
    (made / "torn.jpg").write_bytes(b"\x89PNG not really")
    return made


def item(**changes: Any) -> dict[str, Any]:
    plain = {
        "uri": "urn:wire:harbor-1",
        "type": "text",
        "version": "1",
        "headlines": [{"role": "main", "value": "Cranes stand still in Selden"}],
        "bodies": [{"contentType": "text/html", "value": "<p>They stood.</p>"}],
    }
    return {name: v for name, v in {**plain, **changes}.items() if v is not None}


def picture(name: str, file: str, **changes: Any) -> dict[str, Any]:
    plain = {
        "name": name,
        "uri": f"urn:wire:{name}",
        "type": "picture",
        "by": "Ann Lee",
        "copyrightHolder": "Northern Wire",
        "descriptions": [{"role": "caption", "value": f"The {name}."}],
        "renditions": [{"name": "main", "href": f"https://wire.example/p/{file}"}],
    }
    return plain | changes


def imported(raw: Any, **desk: Any) -> Result:
    return import_item(raw, desk=open_desk(**desk))


def failed(raw: Any, **desk: Any) -> list[str]:
    """Import what must fail; return why, after checking that nothing was written."""
    before = _everything()
    result = imported(raw, **desk)
    assert result.outcome == Outcome.FAILED
    assert _everything() == before
    return [str(problem) for problem in result.problems]


def _everything() -> list[Any]:
    models = (Page, Revision, NewsImage, Author, Approval, Edition)
    return [model.objects.count() for model in models]


def draft(uri: str = "urn:wire:harbor-1") -> ArticlePage:
    return ArticlePage.objects.get(source_uri=uri).get_latest_revision_as_object()


def test_an_item_becomes_a_draft_of_the_service_user():
    ann = Author.objects.create(name="Ann Lee", slug="ann-lee")
    result = imported(
        item(
            by="Ann Lee and Bob Ray",
            infoSources=[{"name": "Northern Wire"}],
            descriptions=[{"role": "summary", "value": "Six ships wait."}],
            language="en-GB",
            urgency=2,
            slugline="HARBOR",
            located="Selden",
            subjects=[{"uri": "medtop:04000000", "name": "economy"}],
            edNote="Adds names",
        )
    )
    page = draft()
    assert result == Result(Outcome.IMPORTED, page.pk)
    assert not page.live
    assert page.owner.username == "wire"
    assert not page.owner.has_usable_password()
    assert page.slug == "cranes-stand-still-in-selden"
    assert page.get_parent().slug == "wire"
    assert (page.title, page.dek) == ("Cranes stand still in Selden", "Six ships wait.")
    assert (page.language, page.urgency, page.slugline) == ("en-GB", 3, "HARBOR")
    assert page.dateline == "Selden"
    assert (page.source_uri, page.source_version) == ("urn:wire:harbor-1", "1")
    assert page.body.raw_data[0]["value"] == "<p>They stood.</p>"
    assert [(b.author, b.name, b.role) for b in page.bylines.all()] == [
        (ann, "", Role.REPORTING),
        (None, "Bob Ray", Role.REPORTING),
        (None, "Northern Wire", Role.AGENCY),
    ]
    assert [topic.name for topic in page.topics.all()] == ["economy"]
    comments = ArticlePage.objects.get().wagtail_admin_comments.all()
    assert [comment.text for comment in comments] == ["Editor's note: Adds names"]


def test_a_newer_version_replaces_the_text_and_nothing_else_does():
    imported(item(version="2"))
    page = ArticlePage.objects.get()
    newer = item(
        version="10",
        headlines=[{"value": "Cranes move again"}],
        by="Bob Ray",
        bodies=[{"value": "They move."}],
    )
    assert imported(newer) == Result(Outcome.UPDATED, page.pk)
    assert draft().title == "Cranes move again"
    assert draft().slug == page.slug
    assert [b.name for b in draft().bylines.all()] == ["Bob Ray"]

    before = _everything()
    assert imported(newer) == Result(Outcome.UNCHANGED, page.pk)
    assert imported(item(version="9")) == Result(Outcome.OLDER, page.pk)
    assert _everything() == before
    assert draft().title == "Cranes move again"
    assert failed(item(version="final")) == [
        (
            "$.version: “final” follows “10” here. Nobody can say which is newer; number the "
            "versions, or use times."
        )
    ]


def test_with_an_editor_the_story_goes_through_review_and_out(pia):
    result = imported(item(), approver="pia")
    page = ArticlePage.objects.get()
    assert result == Result(Outcome.IMPORTED, page.pk, published=True)
    assert page.live
    assert [a.user_name for a in Approval.objects.filter(page_id=page.pk)] == ["pia"]
    edition = Edition.objects.get(page_id=page.pk)
    assert (edition.action, edition.actor_name) == ("publish", "pia")


def test_a_newer_version_of_a_live_story_goes_through_review_again(pia):
    imported(item(), approver="pia")
    changed = item(version="2", headlines=[{"value": "Cranes move again"}])
    (note,) = imported(changed).notes
    assert note == "an earlier version is public until an editor approves this one"
    page = ArticlePage.objects.get()
    assert (page.live, page.title) == (True, "Cranes stand still in Selden")

    result = imported(changed | {"version": "3"}, approver="pia")
    assert result == Result(Outcome.UPDATED, page.pk, published=True)
    page.refresh_from_db()
    assert (page.live, page.title) == (True, "Cranes move again")
    assert Approval.objects.filter(page_id=page.pk).count() == 2


def test_a_newer_version_takes_the_old_one_out_of_review(pia):
    imported(item())
    page = ArticlePage.objects.get()
    submit(page, user=User.objects.get(username="wire"))
    assert imported(item(version="2"), approver="pia").published
    page.refresh_from_db()
    assert page.live
    assert page.current_workflow_state is None


def test_an_embargoed_story_is_approved_and_waits(pia):
    result = imported(item(embargoedUntil=FUTURE), approver="pia")
    page = ArticlePage.objects.get()
    assert result.outcome == Outcome.IMPORTED
    assert not page.live
    assert page.go_live_at == datetime(2090, 5, 1, 9, 30, tzinfo=UTC)
    assert not Edition.objects.filter(page_id=page.pk).exists()

    again = item(version="2", embargoedUntil=FUTURE, headlines=[{"value": "Better"}])
    imported(again, approver="pia")
    (waiting,) = page.revisions.exclude(approved_go_live_at=None)
    assert waiting.as_object().title == "Better"


def test_a_withheld_item_stays_a_draft(pia):
    result = imported(item(pubStatus="withheld"), approver="pia")
    assert result == Result(Outcome.IMPORTED, ArticlePage.objects.get().pk)
    assert not ArticlePage.objects.get().live


def test_a_canceled_item_kills_the_story_for_good(pia):
    imported(item(slugline="HARBOR"), approver="pia")
    page = ArticlePage.objects.get()
    killed = imported(item(version="2", pubStatus="canceled", edNote="Not true."))
    assert killed == Result(Outcome.KILLED, page.pk)
    page.refresh_from_db()
    assert not page.live
    last = Edition.objects.order_by("-number").first()
    assert (last.action, last.reason, last.page_id) == ("kill", "source", page.pk)
    assert draft().slugline == "KILLED-HARBOR"
    assert imported(item(version="1"), approver="pia").outcome == Outcome.OLDER
    assert imported(item(version="2"), approver="pia").outcome == Outcome.UNCHANGED
    (problem,) = failed(item(version="3"), approver="pia")
    assert problem.startswith("$.uri: was killed here on ")
    page.refresh_from_db()
    assert not page.live


def test_a_canceled_draft_can_no_longer_go_out_as_it_was_approved(pia):
    imported(item(embargoedUntil=FUTURE), approver="pia")
    page = ArticlePage.objects.get()
    assert imported(item(version="2", pubStatus="canceled")).outcome == Outcome.KILLED
    assert not page.revisions.exclude(approved_go_live_at=None).exists()
    assert not ArticlePage.objects.get().live


def test_a_cancel_for_what_never_came_is_reported():
    raw = {"uri": "urn:wire:none", "version": "2", "pubStatus": "canceled"}
    assert imported(raw) == Result(
        Outcome.KILLED, notes=("was never imported, so there was nothing to kill",)
    )
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize(
    ("changes", "section"),
    [
        ({}, "wire"),
        ({"altIds": [{"role": "section-path", "value": "news/world"}]}, "world"),
        ({"altIds": [{"role": "section-path", "value": "News \u203a World"}]}, "world"),
        ({"altIds": [{"role": "section-path", "value": "nowhere"}]}, "wire"),
        ({"subjects": [{"name": "sport"}]}, "sport"),
        ({"subjects": [{"name": "world news and politics"}]}, "world"),
    ],
)
def test_a_story_goes_where_it_says(changes, section):
    imported(item(**changes))
    assert ArticlePage.objects.get().get_parent().slug == section


def test_a_named_section_beats_what_the_story_says():
    imported(item(subjects=[{"name": "sport"}]), section="news/world")
    assert ArticlePage.objects.get().get_parent().slug == "world"


def test_two_stories_with_one_headline_get_two_addresses():
    imported(item())
    imported(item(uri="urn:wire:2"))
    imported(
        item(uri="urn:wire:3", headlines=[{"value": "\u0645\u064a\u0646\u0627\u0621"}])
    )
    assert [page.slug for page in ArticlePage.objects.order_by("pk")] == [
        "cranes-stand-still-in-selden",
        "cranes-stand-still-in-selden-2",
        "story",
    ]


def test_pictures_come_with_the_story(folder):
    html = (
        '<p>One.</p><figure><img src="quay.png"><figcaption>Here</figcaption></figure>'
    )
    raw = item(
        bodies=[{"contentType": "text/html", "value": html + "<p>Two.</p>"}],
        associations=[
            picture("quay", "quay.png", usageTerms="No resale"),
            picture("crane", "crane.jpg", rel="lead"),
            picture("ship", "ship.jpg"),
        ],
    )
    result = imported(raw, pictures=folder)
    page = draft()
    lead = page.lead_picture
    assert (lead.title, lead.caption, lead.alt) == ("The crane.",) * 3
    assert lead.credit == "Ann Lee / Northern Wire"
    assert lead.file.name.endswith("crane.jpg")
    assert (lead.width, lead.height, len(lead.file_hash)) == (64, 40, 40)
    kinds = [block["type"] for block in page.body.raw_data]
    assert kinds == ["paragraph", "image", "paragraph"]
    shown = page.body[1].value
    assert shown["caption"] == "Here"
    assert shown["picture"].usage_terms == "No resale"
    assert result.notes == ("picture “ship” was left out: no file was given for it",)


def test_a_picture_that_the_text_does_not_show_follows_it(folder):
    raw = item(associations=[picture("a", "crane.jpg"), picture("b", "quay.png")])
    imported(raw, pictures=folder)
    assert [block["type"] for block in draft().body.raw_data] == ["paragraph", "image"]


def test_the_same_picture_is_stored_once(folder):
    raw = item(associations=[picture("crane", "crane.jpg")])
    imported(raw, pictures=folder)
    imported(raw | {"version": "2"}, pictures=folder)
    imported(raw | {"uri": "urn:wire:2"}, pictures=folder)
    assert NewsImage.objects.count() == 1


def test_without_a_folder_addresses_are_not_fetched():
    result = imported(item(associations=[picture("crane", "crane.jpg")]))
    assert result.notes == ("picture “crane” was left out: no file was given for it",)


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (
            {"by": "", "copyrightHolder": ""},
            (
                "$.associations[1].by: is missing. A picture needs a credit: add by or "
                "copyrightHolder."
            ),
        ),
        (
            {"descriptions": []},
            (
                "$.associations[1].descriptions: says nowhere what the picture shows. Add "
                "one with role alt."
            ),
        ),
        (
            {"renditions": [{"name": "main", "href": "torn.jpg"}]},
            (
                "$.associations[1].renditions: torn.jpg is not a JPEG, PNG, GIF, WebP or "
                "AVIF picture."
            ),
        ),
    ],
)
def test_a_broken_picture_leaves_nothing_behind(folder, settings, broken, expected):
    raw = item(
        associations=[
            picture("crane", "crane.jpg"),
            picture("quay", "quay.png") | broken,
        ]
    )
    assert failed(raw, pictures=folder) == [expected]
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_a_picture_over_the_limits_says_so(folder, settings):
    raw = item(associations=[picture("crane", "crane.jpg")])
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1000
    assert failed(raw, pictures=folder) == [
        (
            "$.associations[0].renditions: crane.jpg has more than 1,000 pixels, the limit. "
            "Send a smaller one."
        )
    ]
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100
    assert failed(raw, pictures=folder) == [
        "$.associations[0].renditions: crane.jpg is over 100 bytes. Send a smaller one."
    ]


def test_a_link_out_of_the_folder_is_not_followed(folder, tmp_path):
    Image.new("RGB", (9, 9)).save(tmp_path / "secret.jpg")
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    result = imported(item(associations=[picture("link", "link.jpg")]), pictures=folder)
    assert result.notes == ("picture “link” was left out: no file was given for it",)


def test_what_review_refuses_is_not_imported_at_all():
    User.objects.create_user("nobody")
    assert failed(item(), approver="nobody") == [
        (
            "$: review refused it: You may not decide stories of this section. Ask an editor "
            "of its desk."
        )
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"bodies": [{"contentType": "text/html", "value": "<script>x()</script>"}]},
        {"bodies": [{"value": "x" * 5_000_000}]},
        {"headlines": []},
        {"altIds": [{"role": "slug", "value": "%2e%2e"}]},
        {
            "bodies": [
                {
                    "contentType": ourblocks.CONTENT_TYPE,
                    "value": '[{"type": "carousel", "value": {}}]',
                }
            ]
        },
    ],
)
def test_bad_input_leaves_nothing_behind(changes):
    assert len(failed(item(**changes))) == 1


def test_a_rehearsal_changes_nothing(folder, settings, pia):
    raw = item(associations=[picture("crane", "crane.jpg")])
    open_desk()  # makes the service user
    before = _everything()
    result = imported(raw, pictures=folder, approver="pia", dry_run=True)
    assert (result.outcome, result.published) == (Outcome.IMPORTED, True)
    assert _everything() == before
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., tuple[str, str, int]]:
    """Run the command on lines of JSON; return what it printed, and its exit code."""

    def command(lines: list[str], **options: Any) -> tuple[str, str, int]:
        file = tmp_path / "stories.jsonl"
        file.write_text("\n".join(lines))
        out, errors, code = StringIO(), StringIO(), 0
        try:
            call_command(
                "import_stories", str(file), stdout=out, stderr=errors, **options
            )
        except SystemExit as ended:
            code = int(str(ended.code))
        return out.getvalue(), errors.getvalue(), code

    return command


def test_the_command_reports_each_broken_item_and_goes_on(run, pia):
    lines = [
        json.dumps(item()),
        "{broken",
        json.dumps(
            item(uri="urn:wire:2", bodies=[{"contentType": "a/b", "value": "x"}])
        ),
        json.dumps(item(version="0")),
        json.dumps(item(uri="urn:wire:3")),
        json.dumps(item(uri="urn:wire:3", version="2", pubStatus="canceled")),
        json.dumps(item(uri="urn:wire:4", version="2", pubStatus="canceled")),
    ]
    out, errors, code = run(lines, publish=True, editor="pia")
    assert code == 1
    assert errors.splitlines() == [
        (
            "stories.jsonl:2 $: this is not JSON: Expecting property name enclosed in double "
            "quotes at line 1, column 2. Correct it and import again."
        ),
        (
            "stories.jsonl:3 $.bodies[0].contentType: “a/b” is unknown. Send text/html, "
            "text/plain, application/xhtml+xml or application/vnd.masthead.blocks+json."
        ),
    ]
    assert out.splitlines() == [
        "stories.jsonl:7 $: was never imported, so there was nothing to kill",
        "imported 2, updated 0, published 2, unchanged 0, older 1, killed 2, failed 2",
    ]
    good = [lines[0], lines[4], lines[5], lines[6]]
    out, errors, code = run(good, publish=True, editor="pia")
    assert (errors, code) == ("", 0)
    assert out.splitlines()[-1] == (
        "imported 0, updated 0, published 0, unchanged 2, older 1, killed 1, failed 0"
    )


def test_an_item_of_a_list_is_named_by_its_place_in_it(tmp_path):
    file = tmp_path / "list.json"
    file.write_text(json.dumps([item(), item(uri="urn:wire:2", urgency=12)]))
    errors = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_stories", str(file), stderr=errors, stdout=StringIO())
    assert errors.getvalue() == "list.json $[1].urgency: is 12; it must be at most 9.\n"


def test_a_file_that_is_not_there_is_one_failure_among_others(tmp_path):
    file = tmp_path / "one.json"
    file.write_text(json.dumps(item()))
    out, errors = StringIO(), StringIO()
    with pytest.raises(SystemExit):
        call_command(
            "import_stories", "/none.json", str(file), stdout=out, stderr=errors
        )
    assert (
        errors.getvalue()
        == "/none.json $: cannot be read: No such file or directory.\n"
    )
    assert out.getvalue().startswith("imported 1, ")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"publish": True}, "--publish and --editor NAME belong together."),
        ({"editor": "pia"}, "--publish and --editor NAME belong together."),
        ({"publish": True, "editor": "nobody"}, "There is no user 'nobody'."),
        ({"user": "nobody"}, "There is no user 'nobody'."),
        (
            {"publish": True, "editor": "pia", "user": "pia"},
            "Nobody approves their own work: name another editor.",
        ),
        (
            {"section": "news/mars"},
            "There is no section 'news/mars'. Sections: news, news/world, wire, sport.",
        ),
        ({"pictures": Path("/none")}, "There is no folder /none."),
    ],
)
def test_an_import_that_cannot_start_says_why(run, pia, options, message):
    with pytest.raises(CommandError) as refused:
        run([json.dumps(item())], **options)
    assert str(refused.value) == message
    assert not ArticlePage.objects.exists()
