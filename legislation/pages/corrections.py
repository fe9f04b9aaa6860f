"""The public log of corrections: what this site said, what stands instead, why, and who was told.

An entry that leaves a fact's substance as it was, such as a mended spelling or a further source,
corrects nothing; nor does a step that was expected and has happened, nor loading the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.paginator import Page, Paginator
from django.db.models import (
    Count,
    Exists,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from legislation import journal, news
from legislation.domain.words import EmailState, Institution, Kind, Precision, Stance, Verb
from legislation.language import in_words, of_topic, recorded, sign, state_name, told
from legislation.models import Change, Event, MemberState, Notice, Position, PressRelease, Topic
from legislation.models.journal import BASELINE_RUN
from legislation.pages.asked import Asked, takes_days, takes_no_day
from legislation.pages.facts import Named, name_fact, named

SHOWN = 50
_TURNS = (Verb.RETRACTED, Verb.RESTORED)
_VERBS = (Verb.AMENDED, Verb.CORRECTED, *_TURNS)
_FACTS: dict[str, type[Model]] = {
    "event": Event,
    "press_release": PressRelease,
    "position": Position,
}
#: What differs, as a reader calls it.
_CALLED = {
    "standing": gettext_lazy("standing"),
    "kind": gettext_lazy("kind"),
    "who acted": gettext_lazy("who acted"),
    "votes": gettext_lazy("votes"),
    "stance": gettext_lazy("stance"),
    "state": gettext_lazy("state"),
    "topic": gettext_lazy("topic"),
    "day": gettext_lazy("day"),
}
#: Stands for nothing where two values are compared.
_NOTHING = Value("-", TextField())


@dataclass(frozen=True)
class Correction:
    """One entry of the log in words; `moves` are name, what was said, and what it became."""

    sequence: int
    title: str
    fact: Named | None
    recorded_at: datetime
    what: str
    moves: tuple[tuple[str, str, str], ...]
    why: str
    told: int
    reasoned: bool = True


def corrected() -> QuerySet[Change]:
    """The changes that corrected a fact in substance, newest first."""
    rows = Change.objects.public().filter(verb__in=_VERBS)
    rows = rows.exclude(run__startswith=BASELINE_RUN)
    substantial = Q(*(_differs(name) for name in _FACTS), _connector=Q.OR)
    return rows.filter(substantial).exclude(_of_an_older_row()).order_by("-sequence")


def about(fact: Model) -> QuerySet[Change]:
    """The corrections of one fact. A position is corrected by the row that follows it."""
    if isinstance(fact, Position):
        return corrected().filter(Q(position=fact) | Q(position__corrects=fact))
    name = journal.field_of(fact)
    return corrected().filter(**{name: fact}) if name in _FACTS else Change.objects.none()


def asked_about(text: str) -> Model | None:
    """The fact of `?fact=event-12`; `Http404` if there is none."""
    if not text:
        return None
    kind, _, number = text.rpartition("-")
    model = _FACTS.get(kind.replace("-", "_"))
    if model is None or not re.fullmatch(r"\d{1,18}", number, re.ASCII):
        raise Http404("There is no such fact.")
    return get_object_or_404(model, pk=int(number))


def _differs(name: str) -> Q:
    """As `news.differs`, asked of the database. What is taken back or restored always does."""
    about = Q(**{f"{name}__isnull": False})
    fields = [field for field in news.substance(_FACTS[name](), {}) if field != "retracted_at"]
    same = Q(*(Exact(_value("before", field), _value("after", field)) for field in fields))
    changed = Q(verb__in=_VERBS[:2]) & ~same
    if name == "event":
        changed &= Q(before__expected=False) | Q(after__expected=True)
    return about & (Q(verb__in=_TURNS) | changed)


def _value(side: str, field: str) -> Coalesce:
    return Coalesce(KT(f"{side}__{field}"), _NOTHING)


def _of_an_older_row() -> Exists:
    """A statement that was corrected is taken back with all its rows: the last one tells it."""
    earlier = Change.objects.filter(
        verb=Verb.CORRECTED,
        position__corrects=OuterRef("position"),
        sequence__lt=OuterRef("sequence"),
    )
    return Exists(earlier)


def corrections(rows: Iterable[Change]) -> list[Correction]:
    """The entries in words; `rows` come from `with_readers`."""
    topics = Topic.objects.values_list("slug", "label")
    labels = {f"topic {slug}": of_topic(label) for slug, label in topics}
    states = MemberState.objects.values_list("code", "name")
    labels |= {f"state {code}": state_name(code, name) for code, name in states}
    return [_correction(row, labels) for row in rows]


def with_readers(rows: QuerySet[Change]) -> QuerySet[Change]:
    """With the fact, and `told`: how many readers a mail about it was handed over for."""
    sent = Notice.objects.filter(change=OuterRef("pk"), email__state=EmailState.SENT)
    counted = sent.order_by().values("change").annotate(number=Count("pk")).values("number")
    number = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    kin = ("event__proposal", "press_release__proposal", "position__state", "position__topic")
    return rows.select_related(*kin).annotate(told=number)


def _correction(row: Change, labels: dict[str, str]) -> Correction:
    before, after = row.before or {}, row.after or {}
    fact = named(row)
    return Correction(
        sequence=row.sequence,
        title=recorded(str(before.get("title") or "")) or (fact.label if fact else ""),
        fact=fact,
        recorded_at=row.recorded_at,
        what={Verb.RETRACTED: _("Withdrawn"), Verb.RESTORED: _("Stands again")}.get(
            Verb(row.verb), _("Corrected")
        ),
        moves=tuple(_moves(before, after, labels)),
        why=row.why or _("No reason is on record."),
        told=row.told,  # type: ignore[attr-defined]
        reasoned=bool(row.why),
    )


def _moves(
    before: dict[str, Any], after: dict[str, Any], labels: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    """What differs in substance, in words."""
    old, new = (dict(_worded(content, labels)) for content in (before, after))
    if old["standing"] != new["standing"]:
        said = ", ".join(words for name, words in old.items() if name != "standing")
        withdrawn = (said, _("withdrawn"))
        again = (_("withdrawn"), _("stands again"))
        yield str(_CALLED["standing"]), *(withdrawn if after.get("retracted_at") else again)
        return
    for name, said in old.items():
        if new.get(name, said) != said:
            yield str(_CALLED[name]), said, new[name]


def _worded(content: dict[str, Any], labels: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The substance of a fact as name and words; `stands` is what a withdrawal changes."""
    if kind := content.get("kind"):
        yield "kind", told(Kind(kind))
        yield "who acted", _institutions(content.get("institutions") or [])
        yield "votes", _votes(content)
    if institution := content.get("institution"):
        yield "who acted", _institutions([institution])
    if stance := content.get("stance"):
        yield "stance", told(Stance(stance))
    for name in ("state", "topic"):
        if slug := content.get(name):
            yield name, labels.get(f"{name} {slug}", str(slug))
    yield "day", day_of(content)
    yield "standing", _("withdrawn") if content.get("retracted_at") else _("stands")


def _institutions(codes: list[str]) -> str:
    return ", ".join(told(Institution(code)) for code in codes) or _("nobody named")


def _votes(content: dict[str, Any]) -> str:
    if content.get("votes_for") is None:
        return _("none on record")
    cast = {
        "for": content["votes_for"],
        "against": content.get("votes_against"),
        "abstained": content.get("abstentions"),
    }
    if cast["abstained"] is None:
        return _("%(for)s for, %(against)s against, abstentions not known") % cast
    return _("%(for)s for, %(against)s against, %(abstained)s abstained") % cast


def day_of(content: dict[str, Any]) -> str:
    """The fact's own day as an entry of the journal has it, in words."""
    days = (content.get(name) for name in ("happened_on", "published_on", "stated_on"))
    day = next(filter(None, days), None)
    precision = content.get("precision") or Precision.DAY
    return in_words(date.fromisoformat(day) if day else None, precision)


@require_safe
@takes_days()
def corrections_log(request: HttpRequest, days: Asked) -> HttpResponse:
    """All corrections, newest first, or with `?fact=event-12` those of one fact; of a day, those
    that were made by then."""
    asked = request.GET.get("fact", "")
    fact = asked_about(asked)
    rows = about(fact) if fact else corrected()
    if days.day:
        rows = rows.filter(recorded_at__date__lte=days.day)
    page: Page[Change] = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    page.object_list = with_readers(page.object_list)  # type: ignore[arg-type]
    context = {
        "page": page,
        "corrections": corrections(page.object_list),
        "asked": asked,
        "fact": name_fact(fact) if fact else None,
    }
    return render(request, "legislation/corrections.html", context)


class CorrectionsFeed(Feed):  # type: ignore[type-arg]
    """The newest corrections as Atom (RFC 4287)."""

    feed_type = Atom1Feed
    author_name = "Return Directive Tracker"
    subtitle = gettext_lazy("What this tracker said, what stands instead, and why.")

    def title(self) -> str:
        """The log's, with the site's name."""
        return f"{_('Corrections')} · Return Directive Tracker"

    def link(self) -> str:
        """The log itself."""
        return reverse("corrections")

    def items(self) -> list[Correction]:
        """As many as stand on the first page."""
        return corrections(with_readers(corrected())[:SHOWN])

    def item_title(self, item: Correction) -> str:
        """What became of which fact."""
        return f"{item.what}{sign(':')} {item.title}"

    def item_description(self, item: Correction) -> str:
        """What was said, what it became and why, as plain text."""
        moves = [
            _("%(name)s: “%(old)s” became “%(new)s”") % {"name": name, "old": old, "new": new}
            for name, old, new in item.moves
        ]
        return f"{sign(';')} ".join([*moves, _("why: %(why)s") % {"why": item.why}])

    def item_link(self, item: Correction) -> str:
        """Where the fact is."""
        return item.fact.address if item.fact else reverse("corrections")

    def item_guid(self, item: Correction) -> str:
        """The entry's own name: a fact may be corrected twice."""
        return f"{settings.SITE_URL}{reverse('corrections')}#{item.sequence}"

    def item_pubdate(self, item: Correction) -> datetime:
        """When it was recorded."""
        return item.recorded_at

    def item_updateddate(self, item: Correction) -> datetime:
        """The same: an entry never changes."""
        return item.recorded_at


corrections_feed = takes_no_day(CorrectionsFeed())
