"""One signing: changed bins, the snapshot, the head, each put into the published tree."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Signed

from workflows.mirrors.models import Role, Target
from workflows.mirrors.proof import heads, layout, metadata, outdated, roots
from workflows.press.editions import pressed_number
from workflows.press.tree import TreeChange

log = structlog.get_logger("masthead.mirrors")

RENEW_BIN = timedelta(days=30)
RENEW_SNAPSHOT = layout.SNAPSHOT_LIFE / 2


@dataclass(frozen=True)
class Head:
    """What was signed: the edition that is pressed, how many bins, how many bytes in all."""

    edition: int
    bins: int
    bytes: int


@dataclass
class Signing:
    """Signs what is unsigned, under the tree's lock.

    roles: the metadata that stands now, by role.
    """

    change: TreeChange
    signer: CryptoSigner
    roles: dict[str, Role]
    now: datetime
    files: dict[str, bytes] = field(default_factory=dict)
    before: set[str] = field(default_factory=set)
    signed: list[Role] = field(default_factory=list)

    def head(self) -> Head:
        """Sign everything up to the head.

        Raises:
            workflows.mirrors.proof.roots.KeyUnknown: the root does not name the key.
        """
        roots.check(self.signer)
        bins = self._bins()
        self._sign_bins(bins)
        if bins or self._snapshot_is_due():
            self._sign_snapshot()
        edition = pressed_number(parked_takedowns=True)
        self._sign_timestamp(edition)
        self._write_down()
        head = Head(edition, len(bins), sum(map(len, self.files.values())))
        log.info("signed", edition=head.edition, bins=head.bins, bytes=head.bytes)
        return head

    def _bins(self) -> list[int]:
        """Return the bins to sign: changed ones, and those of another key or an old one."""
        unsigned = Target.objects.unsigned().values_list("bin", flat=True)
        found = set(unsigned)
        for number in range(layout.BINS):
            role = self.roles.get(layout.role_of(number))
            if role is None or self._is_stale(role, RENEW_BIN):
                found.add(number)
        return sorted(found)

    def _sign_bins(self, bins: list[int]) -> None:
        listed = defaultdict(list)
        targets = Target.objects.listed().filter(bin__in=bins)
        for target in targets.order_by("name"):
            listed[target.bin].append(target)
        for number in bins:
            name = layout.role_of(number)
            version = self._next_version(name)
            said = metadata.of_bin(listed[number], version=version, now=self.now)
            self._put(name, said)
        Target.objects.unsigned().filter(bin__in=bins).update(unsigned=False)

    def _snapshot_is_due(self) -> bool:
        role = self.roles.get(layout.SNAPSHOT)
        return (
            role is None
            or self._is_stale(role, RENEW_SNAPSHOT)
            or role.signed_at < self.roles[layout.TOP].signed_at
        )

    def _sign_snapshot(self) -> None:
        named = {
            name: role.version
            for name, role in sorted(self.roles.items())
            if name == layout.TOP or name.startswith(f"{layout.BIN}-")
        }
        version = self._next_version(layout.SNAPSHOT)
        said = metadata.snapshot(named, version=version, now=self.now)
        self._put(layout.SNAPSHOT, said)

    def _sign_timestamp(self, edition: int) -> None:
        said = metadata.timestamp(
            self.roles[layout.SNAPSHOT].version,
            version=self._next_version(layout.TIMESTAMP),
            edition=edition,
            cut=heads.cut_of(edition),
            now=self.now,
        )
        self._put(layout.TIMESTAMP, said)

    def _put(self, name: str, said: Signed) -> None:
        if name in self.roles and name != layout.TIMESTAMP:
            self.before.add(self.roles[name].path)
        role = Role(
            name=name,
            version=said.version,
            keyid=self.signer.public_key.keyid,
            signed_at=self.now,
            expires_at=said.expires,
        )
        self.files[role.path] = metadata.signed(said, self.signer)
        self.roles[name] = role
        self.signed.append(role)

    def _write_down(self) -> None:
        self.change.put_below(layout.FOLDER, self.files, layout.JSON)
        Role.objects.bulk_create(
            self.signed,
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["version", "keyid", "signed_at", "expires_at"],
        )
        outdated.note(self.before, at=self.now)

    def _next_version(self, name: str) -> int:
        last = self.roles[name].version if name in self.roles else 0
        return max(last + 1, int(self.now.timestamp()))

    def _is_stale(self, role: Role, renew: timedelta) -> bool:
        other_key = role.keyid != self.signer.public_key.keyid
        return other_key or role.expires_at < self.now + renew
