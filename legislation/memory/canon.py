"""The facts of a file in one canonical form: by it a link is shown to give the same later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Model, Prefetch, prefetch_related_objects

from legislation import journal
from legislation.domain.procedure import StageRow
from legislation.memory.record import Record
from legislation.models import Evidence, JointStatement


def facts(record: Record, day: date) -> dict[str, Any]:
    """What a file's page says for a day, as plain JSON, each fact with its evidence.

    Nothing in it depends on when it is asked.
    """
    lists: dict[str, Iterable[Model]] = {
        "proposals": record.named(day),
        "events": record.passed(day),
        "ahead": record.ahead(day),
        "press_releases": record.released(day),
        "documents": record.written(day),
        "actors": record.acting(day),
        "council_votes": record.held(day),
        "joint_statements": record.signed(day),
        "participations": record.taking_part(day),
        "positions": record.stated_by(day),
    }
    return {
        "stages": [_stage(row, day) for row in record.stages(day)],
        **{name: _plain(rows) for name, rows in lists.items()},
    }


def digest(told: dict[str, Any]) -> str:
    """The SHA-256 of the facts, in hexadecimal: of UTF-8 JSON with sorted keys and no spaces."""
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(rows: Iterable[Model]) -> list[dict[str, Any]]:
    """As the journal has them; what is not at hand is fetched for all."""
    listed = list(rows)
    proofs = Evidence.objects.select_related("snapshot").defer("snapshot__headers")
    kin = ["topics"] if isinstance(next(iter(listed), None), JointStatement) else []
    prefetch_related_objects(listed, Prefetch("evidence", proofs), *kin)
    return [
        journal.told(row, row.evidence.all())  # type: ignore[attr-defined]
        for row in listed
    ]


def _stage(row: StageRow, day: date) -> dict[str, Any]:
    return {
        "slug": row.slug.value,
        "track": row.track,
        "parent": row.parent,
        "entered_on": row.entered_on and row.entered_on.isoformat(),
        "left_on": row.left_on and row.left_on.isoformat(),
        "outcome": row.outcome,
        "standing": row.standing(day).value,
    }
