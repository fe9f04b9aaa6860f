"""A story of our own: recorded pages of one file, and what they say a day later.

`tests/pages/story` is the first day, to be replayed as it is; `go_on` adds a signature and a press
release of today. By hand: `python -m tests.story FOLDER`, replay FOLDER, scrape, then
`python -m tests.story FOLDER --later`, and scrape again.
"""

from __future__ import annotations

import argparse
import shutil
from datetime import date
from pathlib import Path

STORY = Path(__file__).parent / "pages" / "story"


def lay(folder: Path) -> Path:
    """Lay out the first day in a folder of its own."""
    shutil.copytree(STORY, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("later"))
    return folder


def go_on(folder: Path, today: date) -> None:
    """Let the pages say what happened today: a signature, and a release about something else."""
    words = {
        "@TODAY@": today.isoformat(),
        "@TODAY_DMY@": f"{today:%d/%m/%Y}",
        "@TODAY_Y@": f"{today:%Y}",
        "@TODAY_M@": f"{today:%m}",
        "@TODAY_D@": f"{today:%d}",
        "@TODAY_WORDS@": f"{today:%-d %B %Y}",
        "@TODAY_SLASHED@": f"{today:%Y/%m/%d}",
    }
    for page in (STORY / "later").iterdir():
        text = page.read_text()
        for mark, word in words.items():
            text = text.replace(mark, word)
        (folder / page.name).write_text(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Lay out the story's pages for a replay.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--later", action="store_true", help="what the pages say today")
    asked = parser.parse_args()
    if asked.later:
        go_on(asked.folder, date.today())  # noqa: DTZ011  # the machine's own day, by hand
    else:
        lay(asked.folder)
