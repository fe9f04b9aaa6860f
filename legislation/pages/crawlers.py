"""For search engines: which pages there are, when they changed, and where nothing is to find."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from legislation.models import Change, Event, MemberState, Proposal
from legislation.pages.addresses import page

#: What is personal, what is a copy of somebody else's page, and what has no end: each day of the
#: past is an address.
CLOSED = (
    "/admin/",
    "/api/",
    "/snapshots/",
    "/search/",
    "/subscribe/",
    "/confirm/",
    "/manage/",
    "/u/",
    "/hooks/",
    "/*?*on=",
    "/*?*known=",
)


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read (RFC 9309)."""
    prefixes = (
        "" if code == settings.LANGUAGE_CODE else f"/{code}" for code, _ in settings.LANGUAGES
    )
    closed = [f"{prefix}{path}" for prefix in prefixes for path in CLOSED]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += ["", f"Sitemap: {page('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Where the icon is, for programs that ask without having read a page."""
    return HttpResponseRedirect(static("legislation/icon.svg"))


Row = TypeVar("Row", bound=Model)


# Django's own class is generic for the type checker only.
if TYPE_CHECKING:
    _Sitemap = Sitemap[Any]
else:
    _Sitemap = Sitemap


class Pages(_Sitemap):
    """Pages of the one host that this site is, whatever name it was asked by."""

    def get_domain(self, site: Any = None) -> str:
        """The site's own host."""
        return urlsplit(str(settings.SITE_URL)).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        """As the site's address has it."""
        return urlsplit(str(settings.SITE_URL)).scheme


class Fixed(Pages):
    """The pages that are always there."""

    def items(self) -> list[str]:
        """Their names."""
        names = ("home", "context", "state_list", "figures", "sources", "corrections")
        return [*names, "promptness", "embed"]

    def location(self, item: str) -> str:
        """Their paths."""
        return reverse(item)


class Changing(Pages):
    """Pages of rows that the journal knows."""

    def lastmod(self, item: Any) -> datetime | None:
        """When the newest public entry about it was recorded."""
        moment: datetime | None = item.changed_at
        return moment

    def get_latest_lastmod(self) -> datetime | None:
        """When anything public was last recorded: without a look at every row."""
        newest: datetime | None = Change.objects.public().aggregate(m=Max("recorded_at"))["m"]
        return newest


def _with_moment(rows: QuerySet[Row], name: str) -> QuerySet[Row]:
    newest = Change.objects.public().filter(**{name: OuterRef("pk")}).order_by("-sequence")
    return cast(
        "QuerySet[Row]", rows.annotate(changed_at=Subquery(newest.values("recorded_at")[:1]))
    )


class Files(Changing):
    """The files."""

    def items(self) -> QuerySet[Proposal]:
        """Oldest procedure first."""
        return _with_moment(Proposal.objects.in_order(), "proposal")


class Positions(Files):
    """Where the states stand on each file."""

    def location(self, item: Model) -> str:
        """The page of positions."""
        return reverse("positions", args=[item.slug])  # type: ignore[attr-defined]


class Events(Changing):
    """All events that stand; what was taken back is gone."""

    def items(self) -> QuerySet[Event]:
        """As recorded."""
        return _with_moment(Event.objects.public().select_related("proposal"), "event").order_by(
            "pk"
        )


class States(Changing):
    """The states."""

    def items(self) -> QuerySet[MemberState]:
        """By name, with the newest entry about any of their positions."""
        newest = Change.objects.public().filter(position__state=OuterRef("pk"))
        moment = newest.order_by("-sequence").values("recorded_at")[:1]
        return MemberState.objects.annotate(changed_at=Subquery(moment))

    def location(self, item: Model) -> str:
        """The state's page."""
        return reverse("state", args=[item.pk])


SITEMAPS: dict[str, type[Pages]] = {
    "pages": Fixed,
    "files": Files,
    "positions": Positions,
    "events": Events,
    "states": States,
}
