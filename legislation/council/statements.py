"""The only writer of joint statements; a signature is a position, and says that it is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from legislation import evidence, journal
from legislation.council.positions import record_position
from legislation.domain.words import SourceKind, Stance, StatementRole, Verb
from legislation.evidence import Proof
from legislation.journal import Author
from legislation.models import JointStatement, MemberState, Position, StatementMember, Topic

#: Who stands behind a text; whoever only took part in a meeting does not.
SIGNS = {StatementRole.AUTHOR, StatementRole.SIGNATORY}


@dataclass(frozen=True)
class Line:
    """What signing means on a topic."""

    topic: Topic
    stance: Stance
    summary: str


def record_joint_statement(
    statement: JointStatement,
    members: Mapping[StatementRole, Iterable[MemberState]],
    topics: Iterable[Topic],
    proofs: Iterable[Proof],
    author: Author,
    lines: Iterable[Line] = (),
) -> JointStatement:
    """Record a letter, paper or meeting with the states that had a part in it.

    A state that stands under several roles keeps the strongest: author, signatory, participant.
    Each author and signatory takes a position on each topic that has a line. The key is made here
    if there is none.
    """
    with transaction.atomic():
        if not statement.key:
            statement.key = _free_key(statement)
        statement.save(force_insert=True)
        statement.topics.set(topics)
        seen: set[str] = set()
        for role in StatementRole:
            for state in members.get(role, ()):
                if state.code not in seen:
                    seen.add(state.code)
                    StatementMember.objects.create(statement=statement, state=state, role=role)
        evidence.record(statement, proofs, author)
        signed = statement.members.filter(role__in=SIGNS).select_related("state").order_by("state")
        _derive(statement, [member.state for member in signed], lines, author)
        return statement


def lines_of(statement: JointStatement) -> list[Line]:
    """What signing this statement means, as the positions derived from it say."""
    # Some are recorded by where they were found, an official site or the press.
    rows = statement.positions.standing().exclude(source_kind=SourceKind.VOTE)
    found: dict[str, Line] = {}
    for row in rows.select_related("topic").order_by("pk"):
        line = Line(row.topic, Stance(row.stance), row.summary)
        found.setdefault(row.topic_id, line)
    return list(found.values())


def add_members(
    statement: JointStatement,
    states: Iterable[MemberState],
    role: StatementRole,
    lines: Iterable[Line],
    proofs: Iterable[Proof],
    author: Author,
    *,
    values: Mapping[str, Any] | None = None,
) -> list[Position]:
    """Add states to a joint statement; each author and signatory takes a position by it.

    A state that has a part already keeps it. The derived positions, of each topic that has a line
    and on which the state has none by this statement yet. Their proof is the statement's own and
    what is given here. `values` is what else becomes known: how many signed, and whether these
    are all. Raises `ValueError` if no state is new.
    """
    with transaction.atomic():
        JointStatement.objects.select_for_update().get(pk=statement.pk)
        held = set(statement.members.values_list("state_id", flat=True))
        new = [state for state in states if state.code not in held]
        if not new:
            raise ValueError("All of these have a part in this statement already.")
        before = journal.content(statement)
        for state in new:
            StatementMember.objects.create(statement=statement, state=state, role=role)
        for proof in proofs:
            evidence.attach(statement, proof)
        JointStatement.objects.filter(pk=statement.pk).update(**(values or {}))
        statement = JointStatement.objects.get(pk=statement.pk)
        after = journal.content(statement)
        journal.append(Verb.AMENDED, statement, author, before=before, after=after)
        return _derive(statement, new if role in SIGNS else [], lines, author)


def _derive(
    statement: JointStatement,
    states: Iterable[MemberState],
    lines: Iterable[Line],
    author: Author,
) -> list[Position]:
    """What signing means for these states; nothing where the statement is about no file of ours."""
    if statement.proposal is None:
        return []
    known = set(statement.positions.standing().values_list("state_id", "topic_id"))
    told = list(lines)
    return [
        _sign(statement, state, line, author)
        for state in states
        for line in told
        if (state.pk, line.topic.pk) not in known
    ]


def _sign(statement: JointStatement, state: MemberState, line: Line, author: Author) -> Position:
    position = Position(
        proposal=statement.proposal,
        state=state,
        topic=line.topic,
        stance=line.stance,
        summary=line.summary,
        stated_on=statement.stated_on,
        precision=statement.precision,
        source_kind=SourceKind.JOINT_STATEMENT,
        joint_statement=statement,
    )
    return record_position(position, evidence.offered(statement), author)


def _free_key(statement: JointStatement) -> str:
    base = f"{slugify(statement.title)[:100]}-{statement.stated_on.year}".strip("-")
    taken = set(JointStatement.objects.filter(key__startswith=base).values_list("key", flat=True))
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
