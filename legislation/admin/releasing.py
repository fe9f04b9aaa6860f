"""News that is held, a block for each run: what it is, whom it would reach, and a person's word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from legislation import alerts, journal
from legislation.admin.differences import ABOUT, fact_of
from legislation.admin.kept import ReadOnly, person
from legislation.models import Change

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: So many blocks stand on the desk, each with so many titles.
BLOCKS, TITLES = 10, 5
#: Of a larger block only the first are counted: each asks a few questions of the database.
COUNTED = 40
_COUNT_HOLDS = 10 * 60


@dataclass(frozen=True)
class Held:
    """What one run brought that is held for one reason."""

    run: str
    reason: str
    changes: list[int]
    titles: list[tuple[int, str]]
    people: int

    @property
    def more(self) -> int:
        """How many are not named here."""
        return len(self.changes) - len(self.titles)

    @property
    def at_least(self) -> bool:
        """Whether only a part was counted."""
        return len(self.changes) > COUNTED

    @property
    def listed(self) -> str:
        """The question that lists all of it."""
        return urlencode({"alert__exact": "held", "run": self.run})


def held_news() -> tuple[list[Held], int]:
    """The oldest blocks of held news, and how many more there are.

    A number of queries that does not grow with what is held, once whom a block would reach was
    counted: that is kept for ten minutes.
    """
    blocks: dict[tuple[str, str], list[int]] = {}
    for pk, run, why in Change.objects.held().values_list("pk", "run", "alert_reason"):
        blocks.setdefault((run, why), []).append(pk)
    shown = dict(list(blocks.items())[:BLOCKS])
    wanted = [pk for changes in shown.values() for pk in changes[:TITLES]]
    rows = Change.objects.filter(pk__in=wanted).select_related(*ABOUT).defer("before", "after")
    named = {row.pk: str(fact_of(row) or row) for row in rows}
    found = [
        Held(run, why, pks, [(pk, named[pk]) for pk in pks[:TITLES] if pk in named], _people(pks))
        for (run, why), pks in shown.items()
    ]
    return found, len(blocks) - len(shown)


def _people(changes: list[int]) -> int:
    """How many people the news would reach, counted once for a block."""
    key = f"held-news-{hash(tuple(changes))}"
    if (known := cache.get(key)) is None:
        rows = Change.objects.filter(pk__in=changes[:COUNTED]).select_related(
            "proposal", "event__proposal", "press_release", "position__state", "position__topic"
        )
        known = alerts.would_reach(rows)
        cache.set(key, known, _COUNT_HOLDS)
    return int(known)


def news_in_words(number: int) -> str:
    """How much news that is."""
    return "1 piece of news" if number == 1 else f"{number} pieces of news"


class Releasing(ReadOnly[Change]):
    """Held news goes out, or is told to nobody, by one press of a button."""

    _ways: ClassVar[dict[str, tuple[Callable[[Iterable[int], User], int], str]]] = {
        "release": (alerts.release, "let out"),
        "drop": (alerts.drop, "told to nobody"),
    }

    def get_urls(self) -> list[URLPattern]:
        ways = [
            path(
                f"held/{verb}/",
                self.admin_site.admin_view(self.held_view),
                {"verb": verb},
                name=f"legislation_change_{verb}",
            )
            for verb in self._ways
        ]
        return [*ways, *super().get_urls()]

    def held_view(self, request: HttpRequest, verb: str) -> HttpResponse:
        """Do as the button says with what stood beside it, and with nothing that came since."""
        if not request.user.has_perm("legislation.release_change"):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        seen = [int(pk) for pk in request.POST.get("news", "").split(",") if pk.isdecimal()]
        carry_out, done = self._ways[verb]
        with transaction.atomic():
            number = carry_out(seen, person(request))
            if number:
                text = f"Held news was {done}: {news_in_words(number)}."
                journal.notice(None, text, run="admin", by=person(request))
        if number:
            self.message_user(request, f"{news_in_words(number)} {done}.", messages.SUCCESS)
        else:
            self.message_user(request, "Somebody else was faster.", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:index"))
