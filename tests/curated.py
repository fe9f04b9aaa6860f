"""The curated record as rows: its writers take seconds, and most tests want what they leave."""

from __future__ import annotations

from copy import deepcopy
from functools import cache

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from legislation.baseline.load import load
from legislation.models import Change


def lay() -> None:
    """Leave in a database without facts what `load` leaves there.

    The first call of a process does load; later ones put the same rows back.
    """
    assert not Change.objects.exists()
    if not _rows():
        load()
        _rows().extend(filter(None, (list(model._base_manager.all()) for model in _models())))
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for rows in _rows():
            type(rows[0])._base_manager.bulk_create(deepcopy(rows))
        models = [type(rows[0]) for rows in _rows()]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


@cache
def _rows() -> list[list[Model]]:
    return []


def _models() -> list[type[Model]]:
    """All whose rows `load` makes; what migrations make belongs to other apps."""
    ours = [apps.get_app_config(name) for name in ("legislation", "scrapers")]
    return [model for app in ours for model in app.get_models(include_auto_created=True)]
