"""Names, places and lifetimes of signed metadata: what signers and verifiers agree on.

The Update Framework, specification 1.0, with consistent snapshots and 256 hashed bins
(TAP 15): only what a publication changed is signed anew.
"""

import hashlib
import re
from datetime import timedelta

FOLDER = "/.well-known/tuf/"
TARGETS = f"{FOLDER}targets/"
JSON = "application/json"
ROOT, TOP, SNAPSHOT, TIMESTAMP = "root", "targets", "snapshot", "timestamp"
HEAD = f"{FOLDER}{TIMESTAMP}.json"  # readers begin here: its name never changes
BIN, BITS = "bin", 8
BINS = 1 << BITS
OFFLINE_KEYS, THRESHOLD = 3, 2
OFFLINE_LIFE = timedelta(days=365)
# A bin that nothing changes needs no new signature: the snapshot says it is the newest.
BIN_LIFE = timedelta(days=365)
SNAPSHOT_LIFE = timedelta(days=7)
TIMESTAMP_LIFE = timedelta(hours=24)
TIMESTAMP_EVERY = timedelta(hours=1)  # even without news: silence shows within a day
# Unsigned by the look of its name alone: versions that are on their way out lie here too.
OURS = re.compile(
    r"/\.well-known/tuf/("
    r"timestamp|\d+\.(root|targets|snapshot|bin-[0-9a-f]{2})"
    r"|targets/(stories|lists)?/?[0-9a-f]{64}\.[0-9a-z-]+"
    r")\.json"
)


def bin_of(target: str) -> int:
    """Return which bin lists a target: the first 8 bits of its name's SHA-256 (TAP 15)."""
    return hashlib.sha256(target.encode()).digest()[0]


def role_of(number: int) -> str:
    """Return the name of a bin's role: `bin-00` to `bin-ff`."""
    return f"{BIN}-{number:02x}"


def metadata_path(role: str, version: int) -> str:
    """Return where a version of a role's metadata lies; the timestamp has one place."""
    return HEAD if role == TIMESTAMP else f"{FOLDER}{version}.{role}.json"


def target_path(target: str, digest: str) -> str:
    """Return where a target's file lies, its digest before its name."""
    folder, slash, name = target.rpartition("/")
    return f"{TARGETS}{folder}{slash}{digest}.{name}"


def story(page_id: int) -> str:
    """Return the target of a page that is or was public."""
    return f"stories/{page_id}.json"


def address_digest(path: str) -> str:
    """Return what a manifest says of an address that was taken away."""
    return hashlib.sha256(path.encode()).hexdigest()
