"""`manage.py qmv`: what a vote in the Council gives."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import zip_longest
from textwrap import fill
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from legislation.council import ASKED, LISTS, Board, as_json, deciders, powers, read_question
from legislation.domain.days import in_words
from legislation.domain.voting import VotingError, ends, headline, result
from legislation.models import MemberState, Topic

NO_ANSWER = 2
WIDTH = 88


class Command(BaseCommand):
    """Count a vote by the Council's rules: of the record, or of states named by hand.

    Exit code 2 if the question makes no sense or can't be counted, and a sentence on stderr.
    """

    help = "Count a vote of the Council: by the positions on record, or by states that you name."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Have wrong arguments raised, so that they are said in one sentence as well."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.called_from_command_line = False
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            # Django prints an error with the name of its class, unless it is to raise it.
            super().run_from_argv([*argv, "--traceback"])
        except CommandError as error:
            self.stderr.write(str(error).removeprefix("Error: "))
            sys.exit(NO_ANSWER)

    def add_arguments(self, parser: CommandParser) -> None:
        for name, meaning in ASKED.items():
            option = f"--{name.replace('_', '-')}"
            # A list that is given twice is one list: a state that is typed must count.
            action = "append" if name in LISTS else "store"
            parser.add_argument(option, action=action, help=meaning.replace("%", "%%"))
        parser.add_argument("--json", action="store_true", help="Print it for programs.")
        parser.add_argument("--forecast", action="store_true", help="Also what each vote weighs.")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            told = read_question(_words(options)).board()
        except VotingError as error:
            raise CommandError(str(error), returncode=NO_ANSWER) from None
        if options["json"]:
            more = powers(told) if options["forecast"] else {}
            everything = as_json(told) | deciders(told) | more
            self.stdout.write(json.dumps(everything, ensure_ascii=False, indent=2))
            return
        for line in _lines(told):
            self.stdout.write(line)
        if options["forecast"]:
            for line in _powers(told):
                self.stdout.write(line)


def _words(options: dict[str, Any]) -> dict[str, str]:
    given = {name: options[name] for name in ASKED if options[name]}
    return {
        name: ",".join(word) if isinstance(word, list) else str(word)
        for name, word in given.items()
    }


def _lines(told: Board) -> Iterator[str]:
    names = _names()
    yield f"{headline(told.outlook)}."
    for suppose, why in ends(told.outlook, names):
        yield fill(f"{suppose}: {why}" if suppose else why, WIDTH)
    if told.proposal:
        yield ""
        day = in_words(told.on, "day")
        topic = Topic.objects.filter(pk=told.topic).values_list("label", flat=True).first()
        yield f"{told.proposal.reference}, {told.proposal.short_title}: {topic or told.topic}"
        yield f"By the record of {day}"
    yield ""
    yield from _table(told)
    yield ""
    yield from _who(told, names)
    figures = told.electorate
    yield f"\nPopulations of {figures.figures.year}, {_counted(told)}."


def _counted(told: Board) -> str:
    if told.electorate.in_persons:
        return "whole persons"
    return "published shares, rounded to two decimals"


def _table(told: Board) -> Iterator[str]:
    """What is in favour and what is needed; a second column if there are undecided."""
    both = [told.outlook.if_undecided_against, told.outlook.if_undecided_in_favour]
    columns = both if told.outlook.undecided else both[:1]
    electorate, votes = told.electorate, len(told.electorate.participants)
    heads = ["undecided against", "undecided in favour"] if len(columns) > 1 else ["in favour"]
    rows = [
        ["", *heads, "needed"],
        ["states", *(f"{each.members_in_favour} of {votes}" for each in columns)],
        ["people", *(f"{each.population_in_favour_pct} %" for each in columns), "65 %"],
        ["not in favour", *(f"{len(each.others)}" for each in columns)],
        ["result", *(result(each).lower() for each in columns)],
    ]
    rows[1].append(str(electorate.members_required))
    rows[3].append(f"{electorate.minimum_blocking_members} to block, with more than 35 %")
    cells = list(zip_longest(*rows, fillvalue=""))
    widths = [max(21, *(len(cell) + 2 for cell in column)) for column in cells]
    for row in zip(*cells, strict=True):
        yield "".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _who(told: Board, names: dict[str, str]) -> Iterator[str]:
    outlook, counts = told.outlook, told.electorate.counts
    lists = {
        "in favour": outlook.in_favour,
        "against": outlook.against - told.abstaining,
        "abstaining": told.abstaining,
        "undecided": outlook.undecided,
        "not taking part": told.electorate.figures.states - told.electorate.participants,
    }
    for label, states in lists.items():
        if states:
            order = sorted(states, key=lambda state: (-counts.get(state, 0), state))
            text = ", ".join(names.get(state, state) for state in order)
            title = f"{label} ({len(states)})"
            yield fill(f"{title:<21}{text}", WIDTH, subsequent_indent=" " * 21)


def _powers(told: Board) -> Iterator[str]:
    found = powers(told)
    yield (
        f"\nOf {found['outcomes']:,} ways in which the undecided can vote, "
        f"{found['outcomes_adopted']:,} adopt it."
    )
    names = _names()
    if found["power"]:
        yield f"{'power':<21}{'Banzhaf':>9}{'Shapley-Shubik':>16}"
    for state, each in found["power"].items():
        banzhaf, shapley = 100 * each["banzhaf"], 100 * each["shapley_shubik"]
        yield f"{names.get(state, state):<21}{banzhaf:>7.2f} %{shapley:>14.2f} %"


def _names() -> dict[str, str]:
    return dict(MemberState.objects.values_list("code", "name"))
