"""Every package begins with a docstring that maps it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOMS, ROOT, name_of

# What Django and Wagtail look for by name says itself what it is.
SELF_EVIDENT = {"apps", "management", "migrations"}
PACKAGES = [
    path.parent
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("__init__.py"))
    if not SELF_EVIDENT & set(path.parent.relative_to(ROOT).parts)
]


def siblings(package: Path) -> Iterator[str]:
    """Yield the names of a package's modules and packages."""
    for path in package.iterdir():
        if path.suffix == ".py" or (path / "__init__.py").exists():
            yield path.stem


@pytest.mark.parametrize("package", PACKAGES, ids=name_of)
def test_a_package_maps_its_modules(package):
    said = ast.get_docstring(ast.parse((package / "__init__.py").read_text())) or ""
    mapped = set(re.findall(r"[a-z_]\w*", said))
    expected = set(siblings(package)) - SELF_EVIDENT - {"__init__"}
    assert expected - mapped == set()
