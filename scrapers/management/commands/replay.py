"""`manage.py replay DIR`: recorded pages in place of the real sites, until stopped."""

from __future__ import annotations

import shlex
import signal
from argparse import ArgumentParser
from pathlib import Path
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scrapers.replay import SETTINGS_OF_HOSTS, BadIndex, Replay


class Command(BaseCommand):
    help = (
        "Serve the recorded pages of a folder with an INDEX.tsv on loopback, and print the "
        "settings that point the scrapers there. Stops on Ctrl-C."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--port",
            type=int,
            default=8801,
            help="port of the first host, the next ones follow; 0 for free ports (8801)",
        )

    def handle(self, *_args: Any, folder: Path, port: int, verbosity: int, **_options: Any) -> None:
        stop = Event()
        # Before anything is printed: who reads the first line may already stop us.
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: stop.set())
        try:
            with Replay(folder, port, self.stderr.write if verbosity > 1 else None) as replay:
                self._announce(replay)
                stop.wait()
        except BadIndex as error:
            raise CommandError(str(error)) from error
        except (OSError, OverflowError) as error:
            raise CommandError(f"cannot listen from port {port} upwards: {error}") from error

    def _announce(self, replay: Replay) -> None:
        """The settings alone on standard output, so that they can be pasted or read by a shell."""
        for name, value in {**replay.settings(), **_place_of_its_own()}.items():
            self.stdout.write(f"export {name}={shlex.quote(value) if value else ''}")
        self.stdout.flush()
        for host, base in replay.bases.items():
            if host not in SETTINGS_OF_HOSTS:
                self.stderr.write(f"{host} at {base}")
        self.stderr.write(f"Serving {replay.folder}; Ctrl-C stops.")


def _place_of_its_own() -> dict[str, str]:
    """A database and a queue apart: what a replay tells must not enter somebody's real record."""
    return {"VAR_DIR": str(settings.VAR_DIR / "replay"), "DATABASE_URL": "", "REDIS_URL": ""}
