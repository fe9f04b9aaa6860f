"""The container files, as far as they can be judged without an engine."""

from __future__ import annotations

import functools
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
OURS = ["setup", "web", "worker", "beat"]


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAMS / program, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text())[
        "services"
    ]
    return found


def dockerfile() -> list[str]:
    """The instructions, continued lines joined, without comments."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    return [line for line in text.replace("\\\n", " ").splitlines() if line]


def image_command() -> list[str]:
    (line,) = [line for line in dockerfile() if line.startswith("CMD ")]
    return [str(word) for word in json.loads(line.removeprefix("CMD "))]


def start_command(service: str) -> list[str]:
    """What the service runs: its own command, or the image's."""
    command = services()[service].get("command", image_command())
    return shlex.split(command) if isinstance(command, str) else command


@functools.cache
def help_of(*command: str) -> str:
    return run(*command, "--help").stdout


def test_the_dockerfile_passes_its_linter() -> None:
    done = run("hadolint", "--no-color", "Dockerfile")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_compose_file_is_one() -> None:
    done = run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("service", OURS)
def test_a_service_starts_a_program_that_we_install(service: str) -> None:
    assert (PROGRAMS / start_command(service)[0]).exists()


@pytest.mark.parametrize(
    ("service", "documented_by"),
    [
        ("web", ["gunicorn"]),
        ("worker", ["celery", "worker"]),
        ("beat", ["celery", "beat"]),
    ],
)
def test_a_service_uses_options_that_its_program_has(
    service: str, documented_by: list[str]
) -> None:
    used = {word for word in start_command(service) if word.startswith("--")}
    assert used
    assert not {option for option in used if option not in help_of(*documented_by)}


def test_what_the_image_adds_to_the_web_server_is_understood() -> None:
    (added,) = re.findall(r"GUNICORN_CMD_ARGS=(\S+)", "\n".join(dockerfile()))
    assert added in help_of("gunicorn")


def test_the_image_runs_as_a_numbered_user_without_rights() -> None:
    assert [line for line in dockerfile() if line.startswith("USER ")] == ["USER 10001:10001"]


def test_no_secret_is_written_into_the_image() -> None:
    kept = [line for line in dockerfile() if line.startswith(("ENV ", "ARG "))]
    assert kept
    assert not re.search("KEY|SECRET|PASSWORD|TOKEN|_URL", "\n".join(kept))


def test_only_what_is_named_gets_into_the_image() -> None:
    rules = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert rules[0] == "*"
    let_in = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    assert let_in == {
        "LICENSE",
        "manage.py",
        "requirements.txt",
        "legislation",
        "scrapers",
        "tracker",
    }


@pytest.mark.parametrize("service", OURS)
def test_our_services_can_change_nothing_but_scratch(service: str) -> None:
    described = services()[service]
    assert described["read_only"] is True
    assert described["tmpfs"] == ["/tmp"]  # noqa: S108 - a place in the container
    assert described["cap_drop"] == ["ALL"]
    assert described["security_opt"] == ["no-new-privileges:true"]


def test_only_the_site_can_be_reached_and_only_by_the_proxy_beside_it() -> None:
    published = {name: each["ports"] for name, each in services().items() if "ports" in each}
    assert published == {"web": ["127.0.0.1:8000:8000"]}


def test_nothing_of_ours_starts_before_the_tables_are_there() -> None:
    for service in ("web", "worker", "beat"):
        waits_for = services()[service]["depends_on"]
        assert waits_for["setup"] == {"condition": "service_completed_successfully"}
        assert waits_for["postgres"] == waits_for["redis"] == {"condition": "service_healthy"}


@pytest.mark.parametrize("service", ["worker", "beat", "postgres", "redis"])
def test_every_service_that_stays_says_how_it_is(service: str) -> None:
    # The web's check is the image's own.
    assert services()[service]["healthcheck"]["test"]
    assert sum(line.startswith("HEALTHCHECK ") for line in dockerfile()) == 1


def test_the_example_names_every_setting_that_a_container_needs() -> None:
    example = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^(\w+)=", example, flags=re.MULTILINE))
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "compose.yaml").read_text()))
    assert (
        used
        | {
            "SITE_URL",
            "SECRET_KEY",
            "DATABASE_URL",
            "REDIS_URL",
            "EMAIL_URL",
            "SCRAPE_CONTACT",
        }
        == named
    )
    assert re.search(r"^SECRET_KEY=$", example, flags=re.MULTILINE)  # nobody's key by default
