"""Files and functions stay small enough to be read in one go."""

import ast
from collections.abc import Iterator

from tests.house.sources import ROOMS, name_of, python_files

EVERYWHERE = (*ROOMS, "tests", "bench")
LONGEST_FILE, LONGEST_FUNCTION = 400, 50  # lines
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "base_utils"}


def functions() -> Iterator[tuple[str, int]]:
    """Yield each function's place and length in lines."""
    for path in python_files(*EVERYWHERE):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{name_of(path)}:{node.name}", length


def test_no_file_is_longer_than_four_hundred_lines():
    lengths = {
        name_of(path): len(path.read_text().splitlines())
        for path in python_files(*EVERYWHERE)
    }
    assert {p: n for p, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_function_is_longer_than_fifty_lines():
    assert [f for f, lines in functions() if lines > LONGEST_FUNCTION] == []


def test_every_file_is_named_for_what_it_does():
    files = python_files(*EVERYWHERE)
    assert [name_of(path) for path in files if path.stem in SAY_NOTHING] == []
