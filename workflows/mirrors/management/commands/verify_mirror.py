"""`manage.py verify_mirror URL --root root.json`: what an address really serves."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.mirrors.management.progress import bar
from workflows.mirrors.proof.verify.places import NoAddress, Place, place
from workflows.mirrors.proof.verify.verify import AT_ONCE, Question, verify
from workflows.mirrors.proof.verify.words import EXIT_CODES, Verdict

SHOWN = 20  # findings of a kind; --json has them all


class Command(BaseCommand):
    help = (
        "Read everything an address serves and compare it with what was signed. Needs the"
        " address and a root file, no database. Says current, behind, expired, tampered,"
        " incomplete, showing, rolled-back or unreachable."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help="https://…, or file:///a/folder")
        parser.add_argument(
            "--root", required=True, type=Path, help="root.json from a trusted source"
        )
        parser.add_argument(
            "--state", type=Path, help="folder that remembers what former looks saw"
        )
        parser.add_argument(
            "--sample", type=int, help="so many live stories only; all that are gone"
        )
        parser.add_argument(
            "--edition", type=int, default=0, help="the edition to expect"
        )
        parser.add_argument(
            "--beside", metavar="URL", help="an address to compare with"
        )
        parser.add_argument(
            "--path",
            action="append",
            default=[],
            help="is this address the newsroom's?",
        )
        parser.add_argument(
            "--at-once", type=int, default=AT_ONCE, help="requests at the same time"
        )
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["sample"] is not None and options["path"]:
            raise CommandError("--path needs every manifest: leave --sample out.")
        verdict = verify(_question(options))
        if options["json"]:
            self.stdout.write(json.dumps(verdict.as_json(), indent=1))
        else:
            self.stdout.write("\n".join(_lines(verdict)))
        if code := EXIT_CODES[verdict.word]:
            sys.exit(code)


def _question(options: dict[str, Any]) -> Question:
    try:
        root = options["root"].read_bytes()
    except OSError as error:
        raise CommandError(f"--root {options['root']}: {error.strerror}.") from error
    return Question(
        place=_place(options["url"]),
        root=root,
        state=options["state"],
        sample=options["sample"],
        edition=options["edition"],
        beside=_place(options["beside"]) if options["beside"] else None,
        paths=options["path"],
        at_once=options["at_once"],
        progress=bar,
    )


def _place(url: str) -> Place:
    try:
        return place(url)
    except NoAddress as error:
        raise CommandError(str(error)) from error


def _lines(verdict: Verdict) -> Iterable[str]:
    yield verdict.word
    if verdict.edition is not None:
        read = f"{verdict.stories} stories and lists, {verdict.files} files read"
        until = f"signed until {verdict.signed_until}"
        yield f"edition {verdict.edition}, {until}; {read}"
    for word, found in groupby(sorted(verdict.findings), key=lambda one: one.word):
        listed = list(found)
        for one in listed[:SHOWN]:
            yield f"{word}: {' '.join(filter(None, (one.path, one.why)))}" + (
                f" ({one.target})" if one.target else ""
            )
        if len(listed) > SHOWN:
            yield f"{word}: and {len(listed) - SHOWN} more; --json has them all"
