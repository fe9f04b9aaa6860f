"""Every address and action of the desk, found by itself, and who may do what there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from legislation import council, documents, timeline
from legislation.domain.words import (
    Alert,
    BounceKind,
    Channel,
    EmailState,
    Institution,
    Kind,
    Origin,
    Stance,
    StatementKind,
    StatementRole,
)
from legislation.journal import Author
from legislation.mail import relay
from legislation.models import (
    Actor,
    Assignment,
    Bounce,
    Change,
    CouncilVote,
    Document,
    JointStatement,
    MemberState,
    Notice,
    Participation,
    Population,
    Position,
    Proposal,
    Statistic,
    Subscriber,
    Suggestion,
)
from scrapers.models import ScrapeRun
from tests import make

OWN, OTHER = "own", "other"
#: The state that the editor of one state looks after, and another one.
STATES = {OWN: "DE", OTHER: "FR"}
#: A row of each table, by whose it is.
Rows = dict[str, dict[str, Model]]


@dataclass(frozen=True)
class Way:
    """An address of the desk: its name, and how its parts are called."""

    name: str
    route: str
    parts: tuple[str, ...]

    @property
    def table(self) -> str:
        """The table that it belongs to, such as legislation_position; empty for the site's own."""
        return next((table for table in tables() if self.route.startswith(_slashed(table))), "")


@dataclass
class Outcome:
    """What came of one request."""

    status: int
    location: str
    wrote: list[str] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Asked to log in, forbidden, or not there."""
        return self.status in {403, 404, 405} or "/login/" in self.location


def tables() -> dict[str, type[Model]]:
    """All that are at the desk, longest names first, so that none hides another."""
    found = {f"{m._meta.app_label}_{m._meta.model_name}": m for m in admin.site._registry}
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _slashed(table: str) -> str:
    return table.replace("_", "/", 1) + "/"


def ways() -> list[Way]:
    """Every address under the desk; those without a name are called after their route."""
    return list(_ways(admin.site.urls[0], ""))


def _ways(patterns: Any, before: str) -> Iterator[Way]:
    for pattern in patterns:
        route = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from _ways(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            parts = tuple(pattern.pattern.regex.groupindex)
            yield Way(pattern.name or _unnamed(route), route, parts)


def _unnamed(route: str) -> str:
    return "anything else" if "?P<url>" in route else "the old address of a row"


def actions() -> list[tuple[str, str]]:
    """Every action of every list: table and name, as a superuser is offered them."""
    request = HttpRequest()
    request.user = User(is_superuser=True, is_active=True, is_staff=True)
    return [
        (f"{model._meta.app_label}_{model._meta.model_name}", name)
        for model, site in admin.site._registry.items()
        for name in site.get_actions(request)
    ]


def autocompletes() -> list[tuple[type[Model], str]]:
    """Every field that any form of the desk completes."""
    found = []
    for model, site in admin.site._registry.items():
        found += [(model, name) for name in site.autocomplete_fields]
        for inline in site.inlines:
            found += [(inline.model, name) for name in inline.autocomplete_fields]
    return found


@contextmanager
def watched() -> Iterator[list[str]]:
    """The statements that write while it lasts; all of them are taken back at the end."""
    wrote: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.lstrip().split(" ", 1)[0].upper()
        if verb in {"INSERT", "UPDATE", "DELETE", "REPLACE"} and "django_session" not in sql:
            wrote.append(sql[:120])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        yield wrote
        transaction.set_rollback(True)


def attempt(client: Client, method: str, address: str, typed: dict[str, Any]) -> Outcome:
    """One request, of which nothing stays: not even that it signed somebody out."""
    cookies = deepcopy(client.cookies)
    with watched() as wrote:
        answer = client.get(address, typed) if method == "GET" else client.post(address, typed)
    client.cookies = cookies
    return Outcome(answer.status_code, answer.headers.get("Location", ""), wrote)


def filled_in(page: bytes) -> dict[str, Any]:
    """The largest form of a page, with what a browser would send, and something where it can."""
    forms = BeautifulSoup(page, "lxml").select('#content form[method="post"]')
    if not forms:
        return {}
    typed: dict[str, Any] = {}
    for each in max(forms, key=lambda form: len(str(form))).select("input, select, textarea"):
        if (name := str(each.get("name", ""))) and (value := _value(each)) is not None:
            typed.setdefault(name, []).append(value)
    return typed


def _value(field_: Tag) -> str | None:
    if field_.name == "textarea":
        return field_.get_text()
    if field_.name == "select":
        options = [option for option in field_.select("option") if option.get("value")]
        chosen = [option for option in options if option.has_attr("selected")]
        if not chosen and field_.has_attr("required"):
            chosen = options
        return str(chosen[0].get("value", "")) if chosen else None
    if field_.get("type") in {"submit", "button", "file", "image"}:
        return None
    if field_.get("type") in {"checkbox", "radio"} and not field_.has_attr("checked"):
        return None
    return str(field_.get("value", "on" if field_.get("type") == "checkbox" else ""))


class World:
    """A row of every table at the desk, of the one state and of the other where it is of a state.

    Of what can be taken back there is also a row that was: `retracted`.
    """

    def __init__(self) -> None:
        self.rows: Rows = {}
        self.retracted: Rows = {}
        self.drafter = make.editor("drafter")
        self._of_no_state()
        for whose, code in STATES.items():
            self._of_a_state(whose, code)

    def keep(
        self, row: Model, *whose: str, among: dict[str, dict[str, Model]] | None = None
    ) -> Any:
        table = f"{row._meta.app_label}_{row._meta.model_name}"
        rows = (self.rows if among is None else among).setdefault(table, {})
        for each in whose or (OWN, OTHER):
            rows.setdefault(each, row)
        return row

    def kinds_of_row(self, table: str) -> list[str]:
        """Whose rows there are: one where the state makes no difference."""
        rows = self.rows.get(table, {})
        return [OWN] if rows.get(OWN) is rows.get(OTHER) else [OWN, OTHER]

    def row(self, table: str, whose: str, *, retracted: bool = False) -> Model:
        """A row of the table; fails with what to do for a table that has none."""
        rows = self.retracted if retracted else self.rows
        if table not in rows:
            raise AssertionError(f"{table} has no row here: make one in tests/admin/matrix.py")
        return rows[table][whose]

    def older(self, whose: str) -> Position:
        """What the position corrects that `row` gives."""
        return Position.objects.get(corrected_by=self.row("legislation_position", whose).pk)

    def _of_no_state(self) -> None:
        proposal = self.proposal = self.keep(make.proposal())
        self.topic = self.keep(make.topic("whole_proposal"))
        event = self.keep(make.event(proposal))
        gone = make.event(proposal, Kind.COUNCIL_DEBATE)
        timeline.retract_event(gone, make.EDITOR.because("It was not held."))
        self.keep(gone, among=self.retracted)
        source = self.keep(make.source(of=proposal))
        snapshot = self.keep(make.snapshot(source))
        self.keep(make.conflict(event, snapshot=snapshot))
        release = self.keep(make.press_release(proposal))
        self._publications(proposal)
        now = timezone.now()
        relay.relay_row()
        relay.hold("It may be a copy.")
        self.held = make.event(proposal, Kind.COMMITTEE_VOTE).changes.get()
        Change.objects.filter(pk=self.held.pk).update(alert=Alert.HELD)
        mail = self.keep(make.email(state=EmailState.FAILED))
        reader = self.keep(
            Subscriber.objects.create(
                address="a@example.org", token="t", mark="m", created_at=now, asked_at=now
            )
        )
        change = self.keep(event.changes.get())
        self.keep(
            Notice.objects.create(
                subscriber=reader, change=change, channel=Channel.EMAIL, due_at=now, email=mail
            )
        )
        self.keep(
            Bounce.objects.create(
                kind=BounceKind.HARD, subscriber=reader, email=mail, report="r", via="relay", at=now
            )
        )
        self.keep(event.evidence.get())
        self.keep(ScrapeRun.objects.create(source=source, started_at=now, snapshot=snapshot))
        self.keep(
            Suggestion.objects.create(
                source=source,
                proposal=proposal,
                address=release.address + "other/",
                title="Council talks about returns",
                institution=Institution.CONSIL,
                published_on=date(2026, 10, 2),
                score=5,
                found_at=now,
            )
        )
        self.keep(Group.objects.get(name="editor"))

    def _publications(self, proposal: Proposal) -> None:
        proof = [make.proof()]
        document = Document(proposal=proposal, reference="COM(2025) 101", title="Proposal")
        self.keep(documents.record_document(document, proof, make.EDITOR))
        actor = Actor(proposal=proposal, name="A Rapporteur", role="Rapporteur")
        self.keep(timeline.record_actor(actor, proof, make.EDITOR))
        figure = Statistic(
            indicator="Returns", geo="EU27", period="2025", value="1", unit="persons"
        )
        self.keep(timeline.record_statistic(figure, proof, make.EDITOR))
        vote = CouncilVote(
            key="vote",
            proposal=proposal,
            held_on=date(2025, 12, 8),
            body="JHA",
            subject="Approach",
            outcome="agreed",
        )
        self.keep(council.record_council_vote(vote, {}, proof, make.EDITOR))

    def _of_a_state(self, whose: str, code: str) -> None:
        state = self.keep(make.state(code, f"State {code}"), whose)
        proof = [make.proof()]
        people = Population(state=state, year=2025, persons=1_000_000)
        self.keep(council.record_population(people, proof, make.EDITOR), whose)
        part = Participation(proposal=self.proposal, state=state, takes_part="votes")
        self.keep(council.record_participation(part, proof, make.EDITOR), whose)
        self._positions(whose, state)
        letter = JointStatement(
            proposal=self.proposal,
            kind=StatementKind.LETTER,
            title=f"Letter of {code}",
            stated_on=date(2025, 6, 1),
            count=9,
            complete=False,
        )
        members = {StatementRole.AUTHOR: [state]}
        council.record_joint_statement(letter, members, [self.topic], proof, make.EDITOR)
        self.keep(letter, whose)
        person = make.editor("anna" if whose == OWN else "other")
        self.keep(person, whose)
        self.keep(Assignment.objects.create(editor=person, state=state), whose)

    def _positions(self, whose: str, state: MemberState) -> None:
        how: dict[str, Any] = {"day": timezone.localdate() - timedelta(days=3)}
        tells = Author(Origin.EDITOR, why="As told.", tells=True)
        first = make.position(self.proposal, state.pk, topic=self.topic, author=tells, **how)
        self.keep(council.correct_position(first, {"stance": Stance.OPPOSE}, tells), whose)
        gone = make.position(self.proposal, state.pk, topic=self.topic, summary="Never.", **how)
        council.retract_position(gone, tells)
        self.keep(gone, whose, among=self.retracted)
        values = {name: getattr(first, name) for name in council.CONTENT}
        values |= {"summary": "Another word."}
        proof = {"proof_address": "https://example.org/d", "proof_confidence": "high"}
        draft = council.draft_position(values, proof, by=self.drafter, why="He said so.")
        self.keep(draft, whose)


def people(world: World) -> dict[str, Client]:
    """A browser for each kind of person."""
    anna = User.objects.get(username="anna")
    bare = User.objects.create_user("bare", is_staff=True)
    users = {
        "nobody": None,
        "bare": bare,
        "anna": anna,
        "edda": make.editor("edda"),
        "paula": make.publisher("paula"),
        "root": make.superuser("root"),
    }
    browsers = {name: Client() for name in users}
    for name, user in users.items():
        if user is not None:
            User.objects.filter(pk=user.pk).update(email=f"{name}@example.org")
            browsers[name].force_login(user)
    return browsers
