"""`manage.py qmv`: votes counted from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest import CaptureFixture

from legislation import council
from legislation.domain.words import Kind, Stance, TakesPart
from legislation.management.commands.qmv import Command
from legislation.models import Participation, Population, Proposal
from tests import make
from tests.domain.voting_examples import EXAMPLES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def figures() -> None:
    make.populations()


@pytest.fixture
def file() -> Proposal:
    """Spain is against, Germany in favour; Ireland has not decided whether to take part."""
    made = make.proposal()
    make.event(made, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    make.topic("whole_proposal")
    make.position(made, "ES", Stance.OPPOSE, day=date(2025, 12, 8))
    make.position(made, "DE", Stance.SUPPORT, day=date(2025, 6, 1))
    row = Participation(proposal=made, state_id="IE", takes_part=TakesPart.UNRESOLVED)
    council.record_participation(row, [make.proof()], make.EDITOR)
    return made


def told(*words: str) -> Any:
    """What the command prints for programs."""
    out = StringIO()
    call_command("qmv", "--json", *words, stdout=out)
    return json.loads(out.getvalue())


def read(*words: str) -> str:
    """What it prints for people, on one line."""
    out = StringIO()
    call_command("qmv", *words, stdout=out)
    return " ".join(out.getvalue().split())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["id"]))
def test_votes_worked_out_by_hand_come_out_to_the_last_digit(example: dict[str, Any]) -> None:
    words = ["--rule", example["rule"]]
    for option in ("against", "without"):
        if example[option]:
            words += [f"--{option}", ",".join(example[option])]
    answer = told(*words)
    shown = {**answer, "population_in_favour_pct": f"{answer['population_in_favour_pct']:.2f}"}
    assert {name: shown[name] for name in example["expected"]} == example["expected"]
    assert answer["undecided"] == []
    assert (answer["populations_year"], answer["populations_status"]) == (2025, "shares")


def test_whoever_is_not_named_stands_on_the_other_side() -> None:
    assert told("--against", "ES")["members_in_favour"] == 26
    assert told("--in-favour", "ES,FR")["members_in_favour"] == 2
    assert told("--abstain", "ES")["abstaining"] == ["ES"]
    assert told("--undecided", "ES")["undecided"] == ["ES"]


def test_states_are_named_as_people_name_them() -> None:
    names = "de, France,EL , mt"
    assert told("--against", names)["against"] == ["DE", "FR", "GR", "MT"]
    assert told("--against", "DE", "--against", "FR")["against"] == ["DE", "FR"]


def test_a_proposal_brings_its_positions_and_its_ledger(file: Proposal) -> None:
    answer = told("--proposal", "2025/59")
    assert (answer["in_favour"], answer["against"]) == (["DE"], ["ES"])
    assert answer["not_participating"] == ["IE"] and len(answer["undecided"]) == 24
    earlier = told("--proposal", "2025-0059-COD", "--on", "2025-12-07")
    assert earlier["against"] == [] and earlier["on"] == "2025-12-07"
    by_hand = told("--proposal", "2025-0059-COD", "--taking-part", "IE", "--in-favour", "ES,IE")
    assert by_hand["in_favour"] == ["DE", "ES", "IE"]
    both = told("--proposal", "2025-0059-COD", "--in-favour", "FR", "--against", "IT")
    assert (both["in_favour"], both["against"]) == (["DE", "FR"], ["ES", "IT"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--against", "XX"], "“XX” is no state on record: write codes, as in ES,FR."),
        (
            ["--against", "FR", "--abstain", "FR"],
            "FR stands on two lists: “against” and “abstain”. Name it once.",
        ),
        (["--against", "DK", "--without", "DK"], "DK stands on two lists"),
        (["--without", "DK", "--taking-part", "DK"], "DK is to take part and to stay out"),
        (["--in-favour", "FR", "--against", "DE"], "Without a proposal"),
        (["--proposal", "2025-0059-COD", "--against", "IE"], "IE does not take part in this vote."),
        (["--proposal", "2031-0001-COD"], "No proposal “2031-0001-COD” is followed"),
        (["--topic", "hubs"], "A topic needs a proposal"),
        (["--proposal", "2025-0059-COD", "--topic", "hubs"], "There is no topic “hubs”. Known:"),
        (["--year", "2019"], "There are no figures for 2019. There are some for 2025, 2026."),
        (["--year", "2026"], "The figures of 2026 are not complete"),
        (["--year", "soon"], "Write a year as 2025."),
        (["--on", "8.12.2025"], "Write a day of the calendar as 2026-03-26."),
        (["--on", "2025-02-30"], "Write a day of the calendar as 2026-03-26."),
        (["--on", "2009-01-01"], "Before 1 November 2014"),
        (["--on", "2009-01-01", "--year", "2025"], "Before 1 November 2014"),
        (["--on", "2099-01-01"], "2099-01-01 is still to come: choose a day up to today."),
        (["--rule", "unanimity"], "There is no rule “unanimity”: commission or other."),
        (["--against", "ES\0"], "What is given as “against” cannot be read."),
        (["--rule"], "argument --rule: expected one argument"),
        (["--aganst", "ES"], "unrecognized arguments: --aganst ES"),
    ],
)
def test_what_makes_no_sense_ends_with_2_and_a_sentence(
    file: Proposal, capsys: CaptureFixture[str], words: list[str], said: str
) -> None:
    row = Population(state_id="DE", year=2026, persons=83_000_000)
    council.record_population(row, [make.proof()], make.EDITOR)
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "qmv", *words])
    assert ended.value.code == 2
    out, error = capsys.readouterr()
    assert out == "" and error.startswith(said) and error.count("\n") == 1


def test_a_file_that_was_done_before_november_2014_cannot_be_counted() -> None:
    old = make.proposal("2005/0167(COD)")
    make.event(old, Kind.SIGNATURE, date(2008, 12, 16))
    with pytest.raises(CommandError, match="was done with 2005/0167"):
        told("--proposal", "2005-0167-COD")


def test_people_read_the_reason_and_the_numbers() -> None:
    page = read("--against", "DE,FR,IT")
    assert page.startswith(
        "Adopted. Germany, France and Italy hold 46.89 % of the people but are three, and a "
        "blocking minority needs four."
    )
    assert "states 24 of 27 15 people 53.11 % 65 %" in page
    assert "against (3) Germany, France, Italy" in page
    assert "Populations of 2025, published shares" in page


def test_the_undecided_make_two_ends(file: Proposal) -> None:
    page = read("--proposal", "2025-0059-COD", "--forecast")
    assert page.startswith("Open: the undecided decide. If all undecided are against: Not adopted:")
    assert "states 1 of 26 25 of 26 15" in page
    assert "not taking part (1) Ireland" in page
    assert "Of 16,777,216 ways in which the undecided can vote," in page
    assert "France" in page.partition("Shapley-Shubik")[2]


def test_a_close_result_is_called_close_with_its_band() -> None:
    page = read("--against", "AT,DE,FI,IT")
    assert "65.01 %" in page
    assert "Too close to call on published shares" in page
    assert "between 64.96 and 65.07 %" in page
    answer = told("--against", "AT,DE,FI,IT")
    assert answer["too_close_to_call"]
    assert answer["population_in_favour_band_pct"] == [64.96, 65.07]


def test_too_close_to_call_is_the_outcome() -> None:
    against = "CY,DE,FI,GR,HR,PL,SE,SK"
    page = read("--against", against)
    close = "Too close to call on published shares"
    assert page.startswith(f"{close}. The published shares are rounded to two decimals, and")
    assert "those in favour hold between 64." in page
    assert f"result {close.lower()}" in page
    assert "As they are published it is" in page
    assert told("--against", against)["result"] in {"adopted", "not_adopted"}
    half = read("--against", against.removesuffix(",SK"), "--undecided", "SK")
    assert half.startswith(f"{close}. If all undecided are against: {close}: they are rounded")
    assert f"result {close.lower()} adopted" in half


def test_what_decides_is_told_for_programs(file: Proposal) -> None:
    answer = told("--against", "DE,FR,IT", "--undecided", "MT,LU")
    assert answer["standing"] == "open"
    assert answer["enough"] == [["LU", "MT"]]
    assert answer["enough_to_block"] == [["LU"], ["MT"]]
    assert answer["minimal_blocking_coalitions"] == {"count": 2, "some": [["LU"], ["MT"]]}
    assert answer["pivotal"] == ["DE", "FR", "IT"]  # the known end fails, and each could save it
    assert "power" not in answer
    weighed = told("--against", "DE,FR,IT", "--undecided", "MT,LU", "--forecast")
    assert (weighed["outcomes"], weighed["outcomes_adopted"]) == (4, 1)
    assert weighed["power"]["MT"] == {"banzhaf": 0.5, "shapley_shubik": 0.5}


def test_the_help_names_every_word(capsys: CaptureFixture[str]) -> None:
    help_of: Callable[[], str] = Command().create_parser("manage.py", "qmv").format_help
    shown = " ".join(help_of().split())
    for name in council.ASKED:
        assert f"--{name.replace('_', '-')}" in shown
