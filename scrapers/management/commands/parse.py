"""`manage.py parse SOURCE KIND FILE`: what a reader makes of a recorded page."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scrapers.expect import NotThere, ParseError
from scrapers.records import as_json
from scrapers.sources import READERS, Printed

NOT_TRUSTED = 2
OUR_FAULT = 1


class Command(BaseCommand):
    """Print a recorded page as JSON.

    Exit code 0: read; 2: the page is not trusted, and one sentence on stderr says why; 1: anything
    else, such as an unknown kind or a file that is missing.
    """

    help = "Read a recorded page and print its records as JSON."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Have wrong arguments raised: argparse would exit with 2, which means "not trusted"."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.called_from_command_line = False
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except CommandError as error:
            self.stderr.write(str(error))
            sys.exit(OUR_FAULT)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help=", ".join(sorted({source for source, _ in READERS})))
        parser.add_argument("kind", help=", ".join(sorted({kind for _, kind in READERS})))
        parser.add_argument("file", type=Path)
        parser.add_argument("--expect", help="procedure, address or language that it must have")

    def handle(self, *_: Any, **options: Any) -> None:
        read = _reader(options["source"], options["kind"])
        data = _bytes(options["file"])
        try:
            record = read(data, options["expect"])
        except (ParseError, NotThere) as reason:
            sentence = " ".join(f"{options['file']}: {reason}".split())
            raise CommandError(sentence, returncode=NOT_TRUSTED) from None
        except ValueError as error:
            raise CommandError(str(error), returncode=OUR_FAULT) from error
        self.stdout.write(json.dumps(as_json(record), ensure_ascii=False, indent=2))


def _reader(source: str, kind: str) -> Printed:
    try:
        return READERS[source, kind]
    except KeyError:
        known = "; ".join(" ".join(pair) for pair in sorted(READERS))
        raise CommandError(
            f"nothing reads {source} {kind}, only: {known}", returncode=OUR_FAULT
        ) from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error}", returncode=OUR_FAULT) from None
