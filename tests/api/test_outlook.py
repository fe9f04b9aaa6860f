"""What a vote would give, asked of the API."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legislation import council
from legislation.domain.words import Kind, Stance
from legislation.models import Proposal
from tests import make
from tests.api.asking import ask
from tests.api.test_questions import ODD, RAW
from tests.domain.voting_examples import EXAMPLES

pytestmark = pytest.mark.django_db

PATH = "votes/outlook/"


@pytest.fixture(autouse=True)
def figures() -> None:
    make.populations()


@pytest.fixture
def file() -> Proposal:
    made = make.proposal()
    make.event(made, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    make.topic("whole_proposal")
    make.position(made, "ES", Stance.OPPOSE, day=date(2025, 12, 8))
    make.position(made, "DE", Stance.SUPPORT, day=date(2025, 6, 1))
    return made


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["id"]))
def test_votes_worked_out_by_hand_come_out_to_the_last_digit(example: dict[str, Any]) -> None:
    lists = {name: ",".join(example[name]) for name in ("against", "without")}
    answer = ask(PATH, 200, rule=example["rule"], **lists)
    shown = {**answer, "population_in_favour_pct": f"{answer['population_in_favour_pct']:.2f}"}
    assert {name: shown[name] for name in example["expected"]} == example["expected"]


@pytest.mark.parametrize(
    "asked",
    [
        {"against": "DE,FR,IT", "undecided": "MT"},
        {"proposal": "2025-0059-COD", "on": "2025-12-07", "abstain": "IT"},
        {"in_favour": "DE", "rule": "other", "without": "DK,IE"},
    ],
)
def test_it_says_what_the_command_says(file: Proposal, asked: dict[str, str]) -> None:
    out = StringIO()
    words = [f"--{name.replace('_', '-')}={value}" for name, value in asked.items()]
    call_command("qmv", "--json", "--forecast", *words, stdout=out)
    assert ask(PATH, 200, forecast="true", **asked) == json.loads(out.getvalue())


def test_it_answers_without_the_last_slash_too() -> None:
    assert ask("votes/outlook", against="ES") == ask(PATH, against="ES")


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"against": "XX"}, {"against": ["“XX” is no state on record: write codes, as in ES,FR."]}),
        (
            {"against": "FR", "abstain": "FR"},
            {"detail": ["FR stands on two lists: “against” and “abstain”. Name it once."]},
        ),
        (
            {"without": "DK", "proposal": "2025-0059-COD", "against": "DK"},
            {"detail": ["DK stands on two lists: “against” and “without”. Name it once."]},
        ),
        (
            {"year": "2019"},
            {"detail": ["There are no figures for 2019. There are some for 2025."]},
        ),
        ({"on": "2026-3-6"}, {"on": ["Write a day of the calendar as 2026-03-26."]}),
        (
            {"on": "2099-01-01"},
            {"on": ["2099-01-01 is still to come: choose a day up to today."]},
        ),
        (
            {"on": "2010-01-01", "year": "2025"},
            {
                "detail": [
                    "Before 1 November 2014 the Council weighed votes by another rule: "
                    "there is nothing to count by the people of the states."
                ]
            },
        ),
        ({"forecast": "yes"}, {"forecast": ["Write true or false."]}),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_same_sentence(
    file: Proposal, asked: dict[str, str], refusal: dict[str, list[str]]
) -> None:
    assert ask(PATH, 400, **asked) == refusal


def test_an_unknown_or_repeated_parameter_is_refused() -> None:
    assert "Known here: abstain, against, forecast" in ask(PATH, 400, agianst="ES")["agianst"][0]
    twice = Client().get(f"/api/v1/{PATH}?against=ES&against=FR")
    assert twice.status_code == 400 and "more than once" in twice.json()["against"][0]


@pytest.mark.parametrize("name", [*council.ASKED, "forecast"])
def test_no_value_breaks_it(file: Proposal, name: str) -> None:
    for value in ODD:
        response = Client().get(f"/api/v1/{PATH}", {"proposal": "2025-0059-COD", name: value})
        refused = {400, 404} if name == "on" else {400}  # nothing is found of a day before the file
        assert response.status_code in {200, *refused}, (value[:40], response.content[:300])
        assert response.headers["Content-Type"] == "application/json"
    for raw in RAW:
        assert Client().get(f"/api/v1/{PATH}?{name}={raw}").status_code in {200, 400}


def test_the_schema_names_every_word_and_every_key(file: Proposal) -> None:
    schema = Client().get("/api/v1/schema/?format=json").json()
    [asked] = [told for path, told in schema["paths"].items() if "votes/outlook" in path]
    parameters = asked["get"]["parameters"]
    assert {one["name"] for one in parameters} == {*council.ASKED, "forecast"}
    assert all(one.get("description") for one in parameters)
    keys = schema["components"]["schemas"]["Outlook"]["properties"]
    answer = ask(PATH, proposal="2025-0059-COD", forecast="true")
    assert set(keys) == set(answer)
    assert set(schema["components"]["schemas"]["Tally"]["properties"]) == set(
        answer["if_undecided_in_favour"]
    )


def test_the_count_itself_asks_nothing_of_the_database(file: Proposal) -> None:
    def queries(**asked: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            ask(PATH, 200, proposal="2025-0059-COD", **asked)
        return len(counted)

    assert queries(forecast="true") == queries() <= 8
