"""Make the receiver one file: python -m workflows.mirrors.receiver.pack receiver.pyz."""

import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
# All that it imports of ours; the rest is Python's own.
SHARED = (
    "workflows/__init__.py",
    "workflows/signing.py",
    "workflows/press/__init__.py",
    "workflows/press/names.py",
    "workflows/mirrors/__init__.py",
    "workflows/mirrors/folders.py",
)
START = "from workflows.mirrors.receiver.__main__ import main\n\nmain()\n"


def pack(target: Path) -> None:
    """Write the program to `target`; the same sources give the same bytes."""
    own = (str(file.relative_to(ROOT)) for file in HERE.glob("*.py"))
    with target.open("wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            archive.writestr(ZipInfo("__main__.py"), START)
            for name in sorted([*SHARED, *own]):
                archive.writestr(ZipInfo(name), (ROOT / name).read_bytes())
    target.chmod(0o755)


if __name__ == "__main__":
    pack(Path(sys.argv[1]))
