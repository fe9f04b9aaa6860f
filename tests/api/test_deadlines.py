from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legislation.domain.words import Confidence, Kind
from legislation.models import Proposal
from tests import make
from tests.api.asking import ask

pytestmark = pytest.mark.django_db

PATH = "proposals/2025-0059-COD/deadlines/"


@pytest.fixture
def file() -> Proposal:
    made = make.proposal()
    make.event(made, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    make.event(made, Kind.COUNCIL_FIRST_READING_ADOPTION, date(2026, 10, 1))
    make.event(made, Kind.SIGNATURE, None, key="expected-signature", title="Signature")
    return made


def told(**asked: Any) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in ask(PATH, **asked)["deadlines"]}


def test_a_verified_deadline_is_no_surer_than_the_day_it_counts_from() -> None:
    made = make.proposal()
    read_about = [make.proof(confidence=Confidence.MEDIUM)]
    make.event(made, Kind.OJ_PUBLICATION, date(2026, 11, 20), proofs=read_about)
    annulment = told(on="2026-11-24")["annulment"]
    assert annulment["rule"]["verified"]
    assert annulment["counted_from_confidence"] == "medium"


def test_a_deadline_comes_with_its_rule(file: Proposal) -> None:
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 11, 20))
    assert told(on="2026-11-24")["annulment"] == {
        "key": "annulment",
        "title": "Last day to ask the Court to annul the act",
        "day": "2027-02-15",
        "precision": "day",
        "passed": False,
        "unconfirmed": False,
        "by_rule": True,
        "event": None,
        "rule": {
            "rule": "annulment",
            "how": "Two months after the publication, counted from the end of the 14th day after "
            "it, and ten days more on account of distance.",
            "note": "If that is a holiday of the Court, it is the next working day: the Court's "
            "list of holidays is not on record.",
            "articles": [
                {
                    "name": "Article 263, sixth paragraph, TFEU",
                    "address": "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:12016E263",
                },
                {
                    "name": "Articles 58 to 60 of the General Court's Rules of Procedure",
                    "address": "https://eur-lex.europa.eu/legal-content/EN/TXT/"
                    "?uri=CELEX:32015Q0423(01)",
                },
            ],
            "verified": True,
            "last_day_to_act": True,
            "counted_from": "publication",
            "counted_from_day": "2026-11-20",
            "counted_from_rule": False,
            "day": "2027-02-15",
        },
        "counted_from_confidence": "high",
        "otherwise": [],
    }


def test_what_is_open_has_no_day_and_says_what_it_waits_for(file: Proposal) -> None:
    found = told(on="2026-10-02")
    force = found["entry-into-force-by-treaty"]
    assert (force["day"], force["by_rule"], force["passed"]) == (None, False, False)
    assert (force["rule"]["counted_from"], force["rule"]["verified"]) == ("publication", False)
    address = "http://testserver/api/v1/proposals/2025-0059-COD/events/expected-signature/"
    assert found["signature"]["event"] == address


def test_it_is_told_for_the_day(file: Proposal) -> None:
    assert ask(PATH, on="2026-09-30")["on"] == "2026-09-30"
    assert told(on="2026-09-30") == {}


def test_other_spellings_lead_to_the_one_address(file: Proposal) -> None:
    answer = Client().get("/api/v1/proposals/2025/0059(COD)/deadlines/?on=2026-10-02")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/api/v1/{PATH}?on=2026-10-02"


@pytest.mark.parametrize("wrong", [{"on": "2026-02-30"}, {"when": "2026-10-02"}])
def test_what_makes_no_sense_is_refused(file: Proposal, wrong: dict[str, str]) -> None:
    assert wrong.keys() <= ask(PATH, 400, **wrong).keys()


def test_what_is_not_followed_is_not_found(file: Proposal) -> None:
    assert "detail" in ask("proposals/2025-0060-COD/deadlines/", 404)


def queries() -> int:
    with CaptureQueriesContext(connection) as made:
        ask(PATH)
    return len(made)


def test_queries_do_not_grow_with_steps(file: Proposal) -> None:
    few = queries()
    for number in range(10):
        make.event(file, Kind.TRANSPOSITION_DEADLINE, date(2028, 1, 1 + number), expected=True)
    assert queries() == few
