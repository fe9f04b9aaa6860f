"""The text of a stored copy, with the words marked on which a fact rests."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from legislation.models import Evidence, Snapshot
from legislation.pages.passage import Found, find
from legislation.pages.readable import readable

#: Longer texts are cut on the page; the download has everything.
SHOWN_BYTES = 200_000
#: As far into a copy is looked for a passage.
SEARCHED_BYTES = 3_000_000


@dataclass(frozen=True)
class Part:
    """A text as far as it is shown, in three pieces of which the middle one is marked.

    `cut` says that more comes before or after it.
    """

    before: str
    marked: str = ""
    after: str = ""
    cut: bool = False


@dataclass(frozen=True)
class Shown:
    """What a page shows of a copy: as it is read (empty if it has no markup) and as it was served.

    `what` was found of that which was looked for: "passage", "words", "day" or nothing.
    """

    read: Part | None
    served: Part | None
    what: str = ""


def shown(kept: Snapshot, proof: Evidence | None) -> Shown:
    """The copy's text; with evidence, its words are looked for and marked.

    They may stand in the markup alone, as a code does: then they are marked there.
    """
    bytes_ = kept.blob.beginning(SEARCHED_BYTES if proof else SHOWN_BYTES)
    if b"\0" in bytes_ or not bytes_:
        return Shown(None, None)
    served = _decoded(kept, bytes_)
    read = readable(served, _media_type(kept))
    start = _decoded(kept, bytes_[:SHOWN_BYTES])
    plain = Part(start, cut=kept.blob.size > SHOWN_BYTES)
    if proof is None:
        return Shown(_part(read, None) if read else None, plain)
    here, there = (find(text, proof.passage, proof.says) for text in (read, served))
    if here and (here.what != "day" or there is None or there.what == "day"):
        return Shown(_part(read, here), plain, here.what)
    as_read = _part(read, None) if read else None
    return Shown(as_read, _part(served, there), there.what) if there else Shown(as_read, plain)


def _part(text: str, found: Found | None) -> Part:
    """The beginning of the text, or what stands around the words if they come later."""
    if found is None:
        return Part(text[:SHOWN_BYTES], cut=len(text) > SHOWN_BYTES)
    end = max(SHOWN_BYTES, min(found.end + SHOWN_BYTES // 2, len(text)))
    start = max(end - SHOWN_BYTES, 0)
    return Part(
        text[start : found.start],
        text[found.start : found.end],
        text[found.end : end],
        cut=start > 0 or end < len(text),
    )


def _decoded(kept: Snapshot, content: bytes) -> str:
    try:
        return content.decode(_charset(kept), errors="replace")
    except (LookupError, UnicodeError):  # a codec, and none of text: rot13, idna
        return content.decode(errors="replace")


def _media_type(kept: Snapshot) -> str:
    kinds = [str(value) for name, value in kept.headers.items() if name.lower() == "content-type"]
    return " ".join(kinds).lower()


def _charset(kept: Snapshot) -> str:
    found = re.search(r"charset=[\"']?([\w-]+)", _media_type(kept))
    try:
        return codecs.lookup(found[1]).name if found else "utf-8"
    except LookupError:
        return "utf-8"
