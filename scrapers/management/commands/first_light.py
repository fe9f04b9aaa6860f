"""`manage.py first_light`: see each kind of page once on the real sites, before the clock does."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from legislation.models import Source
from scrapers import pipeline, watching
from scrapers.answers import Halt
from scrapers.fetch import Answer
from scrapers.recordings import CONTENT_TYPES, bare

COLUMNS = ["path", "source_url", "accept", "status", "headers", "retrieved", "note"]


class Command(BaseCommand):
    """Asks for one page of each kind, keeps it for replay, and says whether it could be read."""

    help = (
        "Ask each site for one page of each kind, with the pauses kept, store them in replay's"
        " format, and say for each whether its reader reads it. The record is not touched."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the pages are kept."""
        parser.add_argument("--folder", type=Path, default=settings.VAR_DIR / "first_light")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Exit 1 if one of them could not be read."""
        followed = (s for s in watching.sources() if not (s.proposal and s.proposal.unfollowed_at))
        chosen = list(_one_of_each(followed))
        if reasons := {watching.why_not_polled(source) for source in chosen} - {""}:
            raise CommandError(" ".join(sorted(reasons)))
        folder.mkdir(parents=True, exist_ok=True)
        rows, refused, asked = [], 0, set()
        for number, source in enumerate(chosen, start=1):
            if source.site_id in asked:
                time.sleep(settings.SCRAPE_PAUSE_SECONDS)
            asked.add(source.site_id)
            found = pipeline.look(source)
            read = found.end.outcome == "success"
            refused += not read
            verdict = "read" if read else f"refused ({found.end.outcome.label.lower()})"
            self.stdout.write(
                f"{number} of {len(chosen)}: {source.reader}: {verdict}. {found.end.detail}"
            )
            if found.answer is not None:
                rows.append(_store(folder, source, found.answer, found.end))
        _write(folder, rows)
        self.stdout.write(f"Kept in {folder}; to serve them: manage.py replay {folder}")
        if refused:
            raise CommandError(f"{refused} of {len(chosen)} could not be read.")


def _one_of_each(sources: Iterable[Source]) -> Iterable[Source]:
    """For each reader its newest source: the file that matters most now."""
    newest = {source.reader: source for source in sources}
    return newest.values()


def _store(folder: Path, source: Source, answer: Answer, end: Halt) -> dict[str, str]:
    kind = bare(answer.headers.get("content-type", "")).split(";")[0]
    ending = next((e for e, t in CONTENT_TYPES.items() if t.split(";")[0] == kind), ".bin")
    name = f"{source.slug}{ending}"
    (folder / name).write_bytes(answer.content)
    accept = watching.reader_of(source).accept
    return {
        "path": name,
        "source_url": source.address,
        "accept": "" if accept == "text/html" else accept,
        "status": str(answer.status),
        "headers": json.dumps({"Content-Type": answer.headers.get("content-type")}),
        "retrieved": timezone.now().isoformat(timespec="seconds"),
        "note": f"{end.outcome}: {end.detail}".replace("\t", " ").replace("\n", " "),
    }


def _write(folder: Path, rows: list[dict[str, str]]) -> None:
    """Add the rows to the index; what gave no answer this time keeps its line of last time."""
    index = folder / "INDEX.tsv"
    held = index.read_text(encoding="utf-8").splitlines()[1:] if index.exists() else []
    paths = {row["path"] for row in rows}
    lines = [line for line in held if line.split("\t")[0] not in paths]
    lines += ["\t".join(row[name] for name in COLUMNS) for row in rows]
    index.write_text("\n".join(["\t".join(COLUMNS), *lines, ""]), encoding="utf-8", newline="")
