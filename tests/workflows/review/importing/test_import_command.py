"""Bad input and the command: each fault is told, and changes nothing."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from structlog.testing import capture_logs

from pages.models import ArticlePage
from pages.ninjs import ourblocks
from pages.ninjs.item import Story
from tests.workflows.review.importing.items import (
    everything,
    failed,
    imported,
    item,
    picture,
)
from workflows.review.importing import drafts
from workflows.review.importing.desk import open_desk
from workflows.review.importing.outcome import Outcome

pytestmark = pytest.mark.django_db


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
    before = everything()
    result = imported(raw, pictures=folder, approver="pia", dry_run=True)
    assert (result.outcome, result.published) == (Outcome.IMPORTED, True)
    assert everything() == before
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
        "stories.jsonl:7 $: was never imported; should it still come, it is refused",
        "imported 2, updated 0, published 2, unchanged 0, older 1, killed 2, failed 2",
    ]
    good = [lines[0], lines[4], lines[5], lines[6]]
    out, errors, code = run(good, publish=True, editor="pia")
    assert (errors, code) == ("", 0)
    assert out.splitlines()[-1] == (
        "imported 0, updated 0, published 0, unchanged 3, older 1, killed 0, failed 0"
    )


def test_an_error_of_ours_is_logged_with_its_place_and_stops_nobody(
    run, pia, monkeypatch
):
    real = drafts.fill

    def fail(page: ArticlePage, story: Story, **rest: Any) -> None:
        if story.uri == "urn:wire:harbor-1":
            raise RuntimeError("the disk is full")
        real(page, story, **rest)

    monkeypatch.setattr(drafts, "fill", fail)
    lines = [json.dumps(item()), json.dumps(item(uri="urn:wire:2"))]
    with capture_logs() as logs:
        out, errors, code = run(lines)

    assert code == 1
    assert out.startswith("imported 1, ")
    assert errors.endswith("an error of ours: RuntimeError: the disk is full\n")
    (line,) = [one for one in logs if one["event"] == "import_failed"]
    assert (line["place"], line["path"]) == ("stories.jsonl:1", "$")
    assert str(line["exc_info"]) == "the disk is full"


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
