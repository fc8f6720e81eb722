"""A second implementation, in another language, reads the same mirror."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import newsroom as build
from workflows.mirrors.proof import layout

HERE = Path(__file__).parent / "tufjs"
INSTALLED = HERE / "node_modules" / "tuf-js"
PAGE = "/news/harbor-strike-ends/index.html"
pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not INSTALLED.exists(),
    reason="needs node, and `npm ci` in tests/workflows/mirrors/proof/tufjs",
)


def follow(
    address: str, root: Path, folder: Path, page_id: int
) -> subprocess.CompletedProcess[str]:
    argv = ["node", "verify.js", address, str(root), str(folder)]
    return subprocess.run(
        [*argv, layout.story(page_id), PAGE],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_second_implementation_verifies_the_same_mirror(
    signed, newsroom, rita, ed, carry, serve, tmp_path
):
    story = build.story(newsroom.news, rita, ed)
    folder = carry()
    address = serve(folder)
    answer = follow(address, signed, tmp_path / "js", story.pk)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["address"] == "/news/harbor-strike-ends/"

    (folder / PAGE[1:]).write_text("Something else.")
    answer = follow(address, signed, tmp_path / "js", story.pk)
    assert answer.stderr == f"{PAGE} is not what was signed\n"


def test_it_refuses_a_manifest_that_was_tampered_with(
    signed, newsroom, rita, ed, carry, serve, tmp_path
):
    story = build.story(newsroom.news, rita, ed)
    folder = carry()
    (manifest,) = folder.glob(f".well-known/tuf/targets/stories/*.{story.pk}.json")
    manifest.write_bytes(manifest.read_bytes().replace(b"live", b"gone"))
    answer = follow(serve(folder), signed, tmp_path / "js", story.pk)
    assert answer.returncode == 1
    assert "hash" in answer.stderr.lower()
