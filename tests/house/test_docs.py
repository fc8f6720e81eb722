"""Pages are held to the code: what they list is there, and what is there is listed."""

import re

import pytest

from cms.health import CHECKS
from cms.metrics import Newsroom
from pages.blocks.body import BodyBlock
from pages.ninjs import ourblocks
from tests.house.sources import (
    ROOMS,
    ROOT,
    first_cells,
    name_of,
    python_files,
    read,
    written_pages,
)

OPERATE = "docs/operate.md"
READ_BY_SETTINGS = re.compile(r'env\.\w+\(\s*"([A-Z0-9_]+)"')
NAMED_IN_CODE = re.compile(
    r'"(MASTHEAD_[A-Z0-9_]+|DATABASE_URL|REDIS_URL|DJANGO_SETTINGS_MODULE)"'
)
NAMED_ELSEWHERE = re.compile(r"\b(MASTHEAD_[A-Z0-9_]+|DATABASE_URL|REDIS_URL)\b")
LOGGED = re.compile(r'\blog\.(?:info|warning|error|exception)\(\s*"([a-z_]+)"')
LINK = re.compile(r"\]\(([^)\s]+)\)")


def variables() -> set[str]:
    """Every environment variable that code, compose file or web server reads."""
    found = set()
    for path in python_files(*ROOMS):
        found |= set(NAMED_IN_CODE.findall(path.read_text()))
    for path in python_files("cms/settings"):
        found |= set(READ_BY_SETTINGS.findall(path.read_text()))
    for file in ("docker-compose.yml", "Dockerfile", "deploy/caddy/Caddyfile"):
        found |= set(NAMED_ELSEWHERE.findall(read(file)))
    return {name.removesuffix("_FILE") for name in found}


def commands() -> set[str]:
    files = [file for room in ROOMS for file in ROOT.glob(f"{room}/**/commands/*.py")]
    return {file.stem for file in files if not file.stem.startswith("_")}


def events() -> set[str]:
    texts = [path.read_text() for path in python_files(*ROOMS)]
    return {event for text in texts for event in LOGGED.findall(text)}


def anchors(page: str) -> set[str]:
    """The anchors a page's headings get, as they are made on code hosts."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    words = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {word.replace(" ", "-") for word in words}


def test_every_setting_has_a_row_and_every_row_a_setting():
    assert set(first_cells(read(OPERATE), "Settings")) == variables()


def test_every_command_is_documented():
    rows = first_cells(read(OPERATE), "Commands")
    documented = {row.removeprefix("manage.py ").split()[0] for row in rows}
    assert commands() - documented == set()


def test_every_log_event_is_documented_and_no_other():
    assert set(first_cells(read(OPERATE), "Logs")) == events()


@pytest.mark.django_db
def test_every_metric_is_documented_and_no_other():
    metrics = {metric.name for metric in Newsroom().collect()}
    assert set(first_cells(read(OPERATE), "Metrics")) == metrics


def test_every_body_block_is_documented_and_no_other():
    documented = first_cells(read("docs/api.md"), "Blocks", level=3)
    assert documented == list(BodyBlock().child_blocks)


def test_every_block_that_an_import_may_hold_is_documented_and_no_other():
    documented = first_cells(read("docs/import.md"), "Bodies in Masthead's own blocks")
    assert set(documented) == set(ourblocks._FORMS)


def test_every_health_check_is_documented():
    assert set(first_cells(read(OPERATE), "Health")) == set(CHECKS)


@pytest.mark.parametrize("page", written_pages(), ids=name_of)
def test_every_link_leads_somewhere(page):
    lost = []
    for link in LINK.findall(page.read_text()):
        target, _, anchor = link.partition("#")
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and anchor not in anchors(file.read_text())):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", ["README.md", "docs/faults.md"])
def test_every_test_that_a_page_names_is_there(page):
    lost = []
    for name, path in re.findall(r"\[`(test_\w+)`\]\(([^)]+)\)", read(page)):
        if f"def {name}(" not in read(path.removeprefix("../")):
            lost.append(f"{path}: {name}")
    assert lost == []


def test_every_file_the_road_names_is_there():
    paths = re.findall(r"`((?:\w+/)+\w+\.\w+)(?:\(\))?`", read("docs/road.md"))
    assert paths
    assert [path for path in paths if not _known(path)] == []


def _known(path: str) -> bool:
    """A path is given in full, or below the room that the step is about."""
    rooms = ("", "workflows/review", "workflows/press", "workflows/mirrors")
    return any((ROOT / room / path).exists() for room in rooms)


def test_every_decision_is_in_the_list():
    listed = set(LINK.findall(read("docs/adr/README.md")))
    written = {path.name for path in (ROOT / "docs/adr").glob("[0-9]*.md")}
    assert listed == written
