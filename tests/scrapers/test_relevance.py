"""Which releases are ours, which are not, and which a person has to look at."""

from __future__ import annotations

import pytest

from scrapers.relevance import File, Judgement, Text, Verdict, judge

DIRECTIVE = File(1, frozenset({"2005/0167(COD)", "COM(2005) 391", "32008L0115"}))
REGULATION = File(
    2,
    frozenset({"2025/0059(COD)", "COM(2025) 101", "52025PC0101"}),
    ("return regulation", "common european system for returns"),
)
FILES = [DIRECTIVE, REGULATION]


def of(title: str, summary: str = "", **more: str) -> Judgement:
    return judge(Text(title, summary, **more), FILES)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "summary", "file"),
    [
        ("Return regulation: Council adopts", "", REGULATION),
        ("Council adopts (2025/0059(COD))", "", REGULATION),
        ("Corrigendum to COM(2025) 101 final", "", REGULATION),
        ("Report on the application of Directive 32008L0115", "", DIRECTIVE),
        ("Border procedure and return: 2025/0059(COD)", "Regulation (EU) 2024/1349", REGULATION),
    ],
)
def test_a_release_that_names_a_file_is_that_files(title: str, summary: str, file: File) -> None:
    found = of(title, summary)
    assert (found.verdict, found.file) == (Verdict.OURS, file)
    assert found.reasons and found.score == sum(reason.points for reason in found.reasons)


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Council adopts new rules on return for those with no right to stay in the EU", ""),
        ("Migration: ministers discuss return hubs", ""),
        ("Migration: Council agrees", "The Common European System for Returns is ..."),
        ("Council adopts law on faster returns", ""),
        ("Deportation rules: Parliament ready for talks", ""),
        ("Product safety: right of withdrawal and return regulation for online sales", ""),
        ("New system for the return of illegally staying third-country nationals", ""),
        ("Asylum and migration: Council agrees position", "It covers return decisions of states."),
        ("Return regulation and safe third country concept: two mandates", ""),
        (
            "Main results",
            "Agreed: the return regulation, safe third countries; visas were discussed.",
        ),
        (
            "Returns: Council agrees",
            "Rules on third-country nationals staying illegally in the EU.",
        ),
        ("Council sets out its position on returning irregular migrants", ""),
    ],
)
def test_words_alone_are_for_a_person_to_decide(title: str, summary: str) -> None:
    found = of(title, summary)
    assert (found.verdict, found.file) == (Verdict.UNSURE, REGULATION), found


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Council adopts regulation (EU) 2024/1349 on the return border procedure", ""),
        ("Safe third country concept: Council agrees its position", "Rules on asylum and return."),
        ("EU list of safe countries of origin: Council and Parliament strike a deal", "Asylum."),
        ("Council conclusions on the return of looted cultural goods", ""),
        ("Return of abducted Ukrainian children: statement by the High Representative", ""),
        ("Packaging: Council agrees on deposit-return schemes", ""),
        ("Eurogroup: a return to growth", "Return on investment"),
        ("Visa suspension mechanism: Council adopts", "Readmission of third-country nationals."),
        ("Remarks by the President after the summit", ""),
        ("Asylum: Council adopts", ""),
    ],
)
def test_look_alikes_are_not_ours(title: str, summary: str) -> None:
    assert of(title, summary).verdict is Verdict.OTHER, of(title, summary)


def test_words_of_a_file_said_of_another_matter_are_for_a_person() -> None:
    file = File(3, frozenset(), ("return of illegally staying",))
    for title in (
        "EU and Cabo Verde: Council decides on readmission agreement",
        "Frontex: mandate",
    ):
        said = Text(
            title, "It will support the return of illegally staying nationals of Cabo Verde."
        )
        assert judge(said, [file]).verdict is Verdict.UNSURE, judge(said, [file])


def test_a_file_named_only_in_the_background_is_for_a_person() -> None:
    found = of("Frontex: Council adopts new rules", body="Directive 2008/115 (32008L0115) applies.")
    assert (found.verdict, found.file) == (Verdict.UNSURE, DIRECTIVE)


def test_without_files_nothing_is_ours() -> None:
    assert judge(Text("Return regulation"), []).verdict is Verdict.OTHER
