from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from legislation.api.urls import LISTS


@pytest.fixture(scope="module")
def schema() -> Any:
    return Client().get("/api/v1/schema/?format=json").json()


def test_the_description_is_valid_and_free_of_warnings(tmp_path: Path) -> None:
    target = tmp_path / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(target))
    assert yaml.safe_load(target.read_text())["openapi"].startswith("3.")


def test_it_is_served_as_yaml_and_json(schema: Any) -> None:
    text = Client().get("/api/v1/schema/").content
    assert yaml.safe_load(text) == schema


def test_it_names_every_list_and_every_parameter(schema: Any) -> None:
    for name, view in LISTS.items():
        told = schema["paths"][f"/api/v1/{name}/"]["get"]["parameters"]
        filtered = view.filterset_class.base_filters if view.filterset_class else ()
        assert {one["name"] for one in told} == {*filtered, "page", "page_size"}
        assert all(one.get("description") for one in told), name


def test_it_offers_reading_only(schema: Any) -> None:
    assert {method for path in schema["paths"].values() for method in path} == {"get"}


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("Event", "happened_on"),
        ("Position", "stated_on"),
        ("Document", "dated_on"),
        ("PressRelease", "published_on"),
        ("JointStatement", "stated_on"),
        ("Actor", "since_on"),
        ("Actor", "until_on"),
    ],
)
def test_it_says_that_the_last_day_of_a_month_may_mean_the_month(
    schema: Any, table: str, field: str
) -> None:
    told = schema["components"]["schemas"][table]["properties"][field]
    assert "only the month is known: 2024-10-31 then means October 2024" in told["description"]


def test_each_list_of_words_has_one_name(schema: Any) -> None:
    names = {name for name, told in schema["components"]["schemas"].items() if "enum" in told}
    assert {"Precision", "Origin", "Institution", "Kind", "Stance", "StageSlug"} <= names
