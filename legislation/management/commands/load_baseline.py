"""`manage.py load_baseline`: bring the record up to the curated files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from legislation import journal
from legislation.baseline.held import Counts
from legislation.baseline.load import FOLDER, load
from legislation.baseline.reader import BaselineError
from legislation.models import Change
from legislation.models.journal import BASELINE_RUN


class Command(BaseCommand):
    """Loads the curated record; a second run changes nothing."""

    help = "Load the curated record: new entries are added, what an editor changed stays."

    def add_arguments(self, parser: CommandParser) -> None:
        """An other folder may be given, for trying."""
        parser.add_argument("--folder", type=Path, default=FOLDER)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Load, show how far it is, and say what it did."""
        columns = TextColumn("{task.description:>18}"), BarColumn(), MofNCompleteColumn()
        console = Console()
        with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
            bar = progress.add_task("reading", total=13)

            def told(file: str, _entries: int) -> None:
                progress.update(bar, advance=1, description=file.replace("_", " "))

            try:
                counts = _load(folder, told)
            except BaselineError as error:
                faults = "\n".join(f"  {problem}" for problem in error.problems)
                raise CommandError(
                    f"The baseline is not right; nothing was loaded.\n{faults}"
                ) from None
        self.stdout.write(
            f"Baseline: {counts.changes} changes ({counts.recorded} recorded, {counts.amended} "
            f"amended), {counts.unchanged} as they were."
        )
        for where in counts.kept:
            self.stdout.write(f"Left as an editor has it: {where}.")


def _load(folder: Path, told: Callable[[str, int], None]) -> Counts:
    """Load; staff are told of what changed on a record that was there before."""
    with transaction.atomic():
        known = Change.objects.exists()
        counts = load(folder, told)
        if known and counts.changes:
            text = (
                f"The curated record was loaded: {counts.recorded} recorded, {counts.amended} "
                "amended; nobody is told."
            )
            journal.notice(None, text, run=BASELINE_RUN)
    return counts
