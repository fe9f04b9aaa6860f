from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from legislation.api.urls import LISTS
from tests import make
from tests.api.asking import ask, rows

pytestmark = pytest.mark.django_db

ODD = [
    "",
    " ",
    "\0",
    "2025\0",
    "x" * 20_000,
    "9" * 5_000,
    "-1",
    "0",
    "1e999",
    "NaN",
    "1.5",
    "99999999999999999999",
    "' OR 1=1",
    "%",
    "€ ünï ☃ \U0001f600",
    "٢٠٢٥",
    "\u202e2025-0059-COD",
    "0000-00-00",
    "2026-02-30",
    "2026-13-01",
    "10000-01-01",
    "0001-01-01",
    "9999-12-31",
    "26/03/2026",
    "2026-3-6",
    "null",
    "[]",
    "2025-0059-COD",
    "DE",
    "true",
]
RAW = ["%ff%fe", "%ED%A0%80", "%", "%0d%0aSet-Cookie:a=b", "a[]=1", "%00=1"]


def parameters() -> Iterator[tuple[str, str]]:
    for name, view in LISTS.items():
        filtered = view.filterset_class.base_filters if view.filterset_class else ()
        for parameter in (*filtered, "page", "page_size"):
            yield name, parameter


@pytest.mark.parametrize(("name", "parameter"), list(parameters()))
def test_no_value_breaks_a_list(name: str, parameter: str) -> None:
    proposal = make.proposal()
    make.event(proposal)
    make.position(proposal)
    for value in ODD:
        response = Client().get(f"/api/v1/{name}/", {parameter: value})
        assert response.status_code in {200, 400, 404}, (value[:40], response.content[:300])
        assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("raw", RAW)
def test_no_query_string_breaks_a_list(name: str, raw: str) -> None:
    for query in (raw, f"page={raw}", f"proposal={raw}"):
        response = Client().get(f"/api/v1/{name}/?{query}")
        assert response.status_code in {200, 400, 404}


@pytest.mark.parametrize("name", [*LISTS, "proposals/2025-0059-COD/events"])
def test_no_name_breaks_an_address(name: str) -> None:
    make.proposal()
    for value in ODD:
        if value.strip(" /"):
            quoted = value.encode().hex(" ").replace(" ", "%")
            response = Client().get(f"/api/v1/{name}/%{quoted}/")
            assert response.status_code in {200, 301, 404}, value[:40]


def test_an_unknown_parameter_is_named_with_the_known_ones() -> None:
    told = ask("documents/", 400, propsal="2025-0059-COD")
    assert told == {
        "propsal": [
            "There is no parameter “propsal”. Known here: origin, page, page_size, proposal."
        ]
    }


def test_a_parameter_of_lists_is_unknown_to_one_row() -> None:
    make.proposal()
    ask("proposals/2025-0059-COD/", 400, page=1)
    assert ask("topics/x/", 400, on="2026-01-01") == {
        "on": ["There is no parameter “on”. There are none here."]
    }
    ask("", 400, page=1)


def test_a_parameter_given_twice_is_refused() -> None:
    response = Client().get("/api/v1/positions/?state=DE&state=FR")
    assert response.status_code == 400
    assert response.json() == {"state": ["“state” is given more than once; one value is read."]}


@pytest.mark.parametrize("name", ["proposals", "stages", "events", "positions"])
@pytest.mark.parametrize("day", ["0000-00-00", "2026-02-30", "26/03/2026", "2026-3-6", "now\0"])
def test_a_bad_day_is_refused_with_an_example(name: str, day: str) -> None:
    told = ask(f"{name}/", 400, on=day)
    assert "\0" in day or told == {"on": ["Write a day of the calendar as 2026-03-26."]}


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("events/", {"kind": "trilog"}),
        ("events/", {"expected": "maybe"}),
        ("events/", {"proposal": "2025-0060-COD"}),
        ("positions/", {"state": "EL"}),
        ("positions/", {"topic": "hubs"}),
        ("positions/", {"proposal": "x" * 200}),
        ("changes/", {"after": "-1"}),
        ("changes/", {"after": 2**63}),
        ("changes/", {"page_size": "0"}),
        ("changes/", {"page_size": "many"}),
        ("changes/", {"page": "0"}),
        ("changes/", {"page": "-1"}),
        ("changes/", {"page": "abc"}),
        ("changes/", {"page": "\u00b2"}),
        ("changes/", {"page": "9" * 5000}),
    ],
)
def test_a_value_that_means_nothing_is_refused_by_name(path: str, asked: dict[str, str]) -> None:
    assert list(ask(path, 400, **asked)) == list(asked)


def test_every_list_is_cut_into_pages() -> None:
    for name in LISTS:
        assert set(ask(f"{name}/")) == {"count", "next", "previous", "results"}
    for number in range(1, 4):
        make.proposal(f"2025/{number:04}(COD)")
    first = ask("proposals/", page_size=2)
    assert (first["count"], len(first["results"]), first["previous"]) == (3, 2, None)
    assert len(Client().get(first["next"]).json()["results"]) == 1
    ask("proposals/", 404, page=3, page_size=2)
    assert ask("proposals/", page="last", page_size=2)["previous"]
    assert len(rows("proposals/", page_size=5000)) == 3


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method: str) -> None:
    make.proposal()
    send = getattr(Client(enforce_csrf_checks=True), method)
    for path in ("", *(f"{name}/" for name in LISTS), "proposals/2025-0059-COD/", "schema/"):
        response = send(f"/api/v1/{path}", "{}", content_type="application/json")
        assert response.status_code == 405, path


def test_the_root_lists_what_there_is() -> None:
    make.populations()
    told = ask("")
    assert list(told) == [*LISTS, "search", "votes/outlook", "schema"]
    for address in told.values():
        assert Client().get(address).status_code == 200


def test_a_browser_gets_json_too() -> None:
    response = Client().get("/api/v1/", headers={"accept": "text/html"})
    assert response.headers["Content-Type"] == "application/json"
    assert response.status_code == 200


def test_an_address_that_is_none_is_refused_in_json() -> None:
    assert "lists all" in ask("nothing/at/all/", 404)["detail"]
