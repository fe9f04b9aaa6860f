"""Every string of the recorded pages that looks like a reference is read, or refused in words."""

from __future__ import annotations

import html
import re
from collections import Counter
from functools import cache

import pytest

from legislation.domain.references import canonical, find, find_in_links, recognise
from tests.scrapers.test_samples import SAMPLES

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"recorded pages are absent: {SAMPLES}"),
]

# Drawn wide on purpose, and independently of the patterns that read: what stands between blanks,
# brackets, quotes and tags and holds a year or a number beside a known series.
_LOOKS_LIKE_ONE = re.compile(
    r"(?:comnat|immc|consil|ep|celex|procedure|eli):[\w()./-]*\d[\w()./-]*"
    r"|(?<![\w/.-])(?:COM|SEC|SWD|JOIN)[ _/]?\(?\d{4}\)?[ _/]?\d+(?:[_/ ](?:FINAL|FIN|final)\b)?"
    r"|(?<![\w/.-])(?:CS|CSST|CSPE|ST|CM|PE|PE-CONS)[ _/-]\d+[ _/-]\d+(?:[ _/-](?:INIT|REV|ADD|COR)"
    r"(?:[ _/-]\d+)?)*"
    r"|(?<![\w/.-])(?:[ABC]|RC|TA)-?B?\d{0,2}[-/]\d[\d/-]*\d(?:/P\d)?(?![\w-])"
    r"|(?<![\w/.-])P\d+_(?:TA|A)[\w-]*\(\d{4}\)\d+"
    r"|(?<![\w/.-])T\d+-\d{4}/\d{4}"
    r"|(?<![\w.])PE ?\d{3}\.\d{3}"
    r"|(?<![\w/.-])(?:19|20)\d\d/\d{1,4}[A-Z]?(?:\([A-Z]{3}\)|/[A-Z]{3}\b)"
    r"|\b(?:JO|OJ) [LC](?: E)?[ /]\d+[\d/]*(?:, [\d.]+, p\. \d+)?"
    r"|\beli/[a-z_]+/\d{4}/\d+[\w()/-]*"
    r"|(?<![\w])[0-9]\d{4}[A-Z]{1,2}\d{4}(?:\(\d\d\))?(?:R\(\d\d\))?(?![\w])"
)


@cache
def seen() -> Counter[str]:
    found: Counter[str] = Counter()
    for path in sorted(SAMPLES.rglob("*")):
        if path.is_file() and path.suffix not in {".md", ".tsv"}:
            text = html.unescape(path.read_text(encoding="utf-8", errors="replace"))
            text = text.replace("\u2011", "-").replace("\u00a0", " ")
            found.update(match.group().strip(" .-/") for match in _LOOKS_LIKE_ONE.finditer(text))
    return found


def test_each_is_canonical_or_refused_with_a_reason() -> None:
    understood, refused = 0, Counter[str]()
    for written in seen():
        try:
            form = recognise(written)
        except ValueError as reason:
            assert str(reason)
            assert canonical(canonical(written)) == canonical(written)
            refused[re.sub(r"\d+", "9", written)] += 1
        else:
            assert recognise(form) == form
            understood += 1
    share = understood / len(seen())
    print(
        f"{understood} of {len(seen())} understood: {share:.2%}; refused: {refused.most_common()}"
    )
    assert len(seen()) > 5_000
    # The rest are mostly the Commission's numbers of merger cases (M.10396) and publications.
    assert share > 0.95


def test_what_is_found_in_a_page_is_canonical() -> None:
    for path in sorted(SAMPLES.rglob("*.html")):
        text = path.read_text(encoding="utf-8", errors="replace")
        links = re.findall(r'href="([^"]*)"', html.unescape(text))
        for reference in (*find(text), *find_in_links(links)):
            assert recognise(reference) == reference
