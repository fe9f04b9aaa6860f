"""The pages of a year: what each site says of one file at a moment.

They grow out of the story's pages. CELLAR has a step some hours after it happened, EUR-Lex a day or
two later, the Legislative Observatory later still. All moments are in UTC.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tests.story import STORY

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
#: A site that does not have a step at all.
NEVER = 10_000 * DAYS


def at(month: int, day: int, hour: int = 0, year: int = 2027) -> datetime:
    """A moment of the year."""
    return datetime(year, month, day, hour, tzinfo=UTC)


@dataclass(frozen=True)
class Happening:
    """A step of the file, and how long after its day's beginning each site has it."""

    day: date
    code: str
    label: str
    who: str
    cellar: timedelta = 13 * HOURS
    eurlex: timedelta = 34 * HOURS
    oeil: timedelta = NEVER
    release: str = ""
    named: str = ""
    corrected: date | None = None

    @property
    def identifier(self) -> str:
        """Its name at the Publications Office; one with a day in it never moves to another."""
        return self.named or f"{self.day}_{self.code}"

    @property
    def sites(self) -> list[str]:
        """Who stands behind it in the end."""
        had = [("cellar", self.cellar)] * 2  # its notice, and its answer to a query
        had += [("eurlex", self.eurlex), ("parliament", self.oeil)]
        tell = [site for site, after in had if after is not NEVER]
        return [*tell, "council"] if self.release else tell

    def shown(self, after: timedelta, now: datetime) -> date | None:
        """The day that a site gives which has it so long after, or none yet. What is corrected
        is corrected a week after it was shown."""
        since = datetime.combine(self.day, time(), UTC) + after
        if since > now:
            return None
        return self.corrected if self.corrected and since + 7 * DAYS <= now else self.day


def _debated(
    month: int, day: int, cellar: timedelta = 13 * HOURS, eurlex: timedelta = 34 * HOURS
) -> Happening:
    words = "Discussions within the Council or its preparatory bodies"
    day_of = date(2027, month, day)
    return Happening(day_of, "DIS_byCONSIL", words, "CONSIL", cellar, eurlex)


POSITION = Happening(
    date(2027, 4, 7),
    "ADP_R1_byCONSIL",
    "Adoption of a position by the Council at 1st reading",
    "CONSIL",
    release="Return regulation: Council adopts its position",
)
APPROVAL = Happening(
    date(2027, 8, 10),
    "APR_R2_byCONSIL",
    "Approval of the EP's second reading amendments by the Council"
    " (adoption of the legislative act)",
    "CONSIL",
    release="Return regulation: Council adopts what Parliament amended",
)
#: Only EUR-Lex has it, while EUR-Lex keeps robots out: a person brings the page.
BROUGHT = Happening(
    date(2027, 3, 3),
    "TRS_toCONSIL_byCOM",
    "Transmission to Council",
    "COM",
    cellar=NEVER,
    eurlex=10 * HOURS,
)
#: Only the Observatory has it, on a page that its reader refuses for ten days.
REREAD = Happening(
    date(2027, 6, 9),
    "",
    "Committee recommendation tabled for plenary, 2nd reading",
    "EP",
    cellar=NEVER,
    eurlex=NEVER,
    oeil=14 * HOURS,
)
CORRECTED = Happening(
    date(2027, 9, 14),
    "OPI_byEDPS",
    "European Data Protection Supervisor opinion",
    "EDPS",
    named="481516",
    corrected=date(2027, 9, 15),
)
HAPPENINGS = (
    Happening(
        date(2027, 1, 19), "OPI_byCOR", "European Committee of the Regions\u2019 opinion", "COR"
    ),
    _debated(2, 9),
    _debated(3, 2),
    BROUGHT,
    _debated(3, 27),
    POSITION,
    _debated(4, 29),
    _debated(5, 20, cellar=9 * HOURS),
    REREAD,
    Happening(
        date(2027, 6, 15),
        "AMEND_R2_byEP",
        "Adoption of amendments to the Council\u2019s first reading position by the EP",
        "EP",
    ),
    _debated(7, 6),
    _debated(7, 20),
    APPROVAL,
    _debated(9, 7, eurlex=6 * HOURS, cellar=50 * HOURS),
    CORRECTED,
    _debated(10, 5),
    _debated(10, 30),
    Happening(
        date(2027, 11, 17),
        "POS_AME_R2_byCOM",
        "Commission position on EP amendments on second reading",
        "COM",
    ),
    _debated(12, 8),
)
#: Releases about no step: title and moment.
RELEASES = (
    ("Return regulation: Council prepares its implementation", at(2, 9, 8)),
    ("Return regulation: what ministers said", at(5, 4, 8)),
    ("Fisheries: Council agrees catch limits for autumn", at(8, 24, 8)),
    ("Return regulation: Council looks back", at(12, 15, 8)),
)
_ACTORS = {
    "COM": "European Commission",
    "EP": "European Parliament",
    "CONSIL": "Council of the European Union",
    "COR": "European Committee of the Regions",
    "EDPS": "European Data Protection Supervisor",
}


def pages(now: datetime) -> dict[str, str]:
    """All pages as they are at a moment: text by file name."""
    told = {name: (STORY / name).read_text() for name in _GROWS}
    return {name: grow(told[name], now) for name, grow in _GROWS.items()}


def moments() -> list[datetime]:
    """When any page becomes another one."""
    found = {moment for _, moment in _released()}
    for step in HAPPENINGS:
        for after in (step.cellar, step.eurlex, step.oeil):
            if after is not NEVER:
                since = datetime.combine(step.day, time(), UTC) + after
                found |= {since, since + 7 * DAYS} if step.corrected else {since}
    return sorted(found)


def _released() -> list[tuple[str, datetime]]:
    announced = [
        (step.release, datetime.combine(step.day, time(11), UTC))
        for step in HAPPENINGS
        if step.release
    ]
    return sorted([*RELEASES, *announced], key=lambda pair: pair[1])


def _shown(site: Callable[[Happening], timedelta], now: datetime) -> list[tuple[Happening, date]]:
    pairs = ((step, step.shown(site(step), now)) for step in HAPPENINGS)
    return [(step, day) for step, day in pairs if day]


def _inserted(page: str, before: str, what: str) -> str:
    assert page.count(before) >= 1, before
    place = page.index(before)
    return page[:place] + what + page[place:]


def _cellar(page: str, now: datetime) -> str:
    described = "".join(
        _DESCRIPTION.format(name=step.identifier, day=day, code=step.code, who=step.who)
        for step, day in _shown(lambda step: step.cellar, now)
    )
    return _inserted(page, "</rdf:RDF>", described)


_DESCRIPTION = """\
  <rdf:Description rdf:about="http://publications.europa.eu/resource/procedure-event/2025_59.{name}">
    <cdm:event_legal_part_of_dossier rdf:resource="http://publications.europa.eu/resource/procedure/2025_59"/>
    <cdm:event_legal_date rdf:datatype="http://www.w3.org/2001/XMLSchema#date">{day}</cdm:event_legal_date>
    <cdm:event_legal_has_type_concept_type_event_legal rdf:resource="http://publications.europa.eu/resource/authority/event/{code}"/>
    <cdm:event_legal_initiated_by_institution rdf:resource="http://publications.europa.eu/resource/authority/corporate-body/{who}"/>
  </rdf:Description>
"""


def _events(page: str, now: datetime) -> str:
    answer = json.loads(page)
    *rows, count = answer["results"]["bindings"]
    name = "http://publications.europa.eu/resource/procedure-event/2025_59."
    for step, day in _shown(lambda step: step.cellar, now):
        told = {"event": name + step.identifier, "code": step.code, "institution": step.who}
        row = {column: {"type": "literal", "value": value} for column, value in told.items()}
        row["date"] = {"type": "literal", "value": str(day)}
        rows.append({"reference": count["reference"], **row})
    count["total"]["value"] = str(len({row["event"]["value"] for row in rows}))
    answer["results"]["bindings"] = [*rows, count]
    return json.dumps(answer)


def _eurlex(page: str, now: datetime) -> str:
    scripted = rows = ""
    for number, (step, day) in enumerate(_shown(lambda step: step.eurlex, now), start=6):
        words = step.label.replace("'", "\\'")
        scripted += (
            f"      ,\n      {{'eid':'eid{number}', 'startYear': '{day:%Y}',"
            f" 'startMonth': '{day:%m}', 'startDay': '{day:%d}',\n"
            f"       \"title\": \"{words}\", 'description': '', 'link': '{step.identifier}',"
            f" 'iconClass' : 'Prcdr{step.who}',\n"
            f"       'actor':'{_ACTORS[step.who]}', 'actorId':'x'}}\n"
        )
        rows = _ROW.format(step=step, day=f"{day:%d/%m/%Y}") + rows
    page = _inserted(page, "    ]\n  };", scripted)
    return _inserted(page, '      <div class="cd-timeline_title">', rows)


_ROW = """\
      <div class="cd-timeline_title"><div class="emblems">
        <div class="instLogo logo{step.who}"></div></div></div>
      <div class="instDetails">
        <div id="{step.identifier}" class="col-xs-12 eventRow">
          <div class="eventTitle"><div class="eventEmpty">{step.label}</div></div>
          <div class="eventCelex"></div><div class="eventDate"><i></i><span>{day}</span></div>
        </div>
        <div class="collapse"></div>
      </div>
"""


def _oeil(page: str, now: datetime) -> str:
    rows = "".join(
        f"  <tr><td>{day:%d/%m/%Y}</td><td>{step.label}</td><td><span></span></td><td></td></tr>\n"
        for step, day in _shown(lambda step: step.oeil, now)
    )
    return _inserted(page, "</tbody></table>\n<h2>Technical", rows)


def _address(title: str, moment: datetime) -> str:
    slug = title.lower().replace(":", "").replace(" ", "-")
    return f"/en/press/press-releases/{moment:%Y/%m/%d}/{slug}/"


def _listing(page: str, now: datetime) -> str:
    groups = "".join(
        '<li class="gsc-excerpt-list__item"><h2 class="gsc-excerpt-list__item-date">'
        f"{moment:%-d %B %Y}</h2><ul>\n"
        '  <li class="gsc-excerpt-item" data-theme="ceu"><header><a class="gsc-excerpt-item__title"'
        f' href="{_address(title, moment)}">{title}</a></header>\n    <p>Ministers met.</p>'
        '<footer><span class="gsc-tag">Council of the EU</span></footer></li>\n</ul></li>\n'
        for title, moment in reversed(_released())
        if moment <= now
    )
    return _inserted(page, '<li class="gsc-excerpt-list__item">', groups)


def _feed(page: str, now: datetime) -> str:
    items = "".join(
        f'<item><guid isPermaLink="false">{moment:%y%m%d}</guid><link>'
        f"https://www.consilium.europa.eu{_address(title, moment)}</link><title>{title}</title>"
        "<description>Ministers met.</description>"
        f"<a10:updated>{moment:%Y-%m-%dT%H:%M:%SZ}</a10:updated></item>\n"
        for title, moment in reversed(_released())
        if moment <= now
    )
    return _inserted(page, "<item>", items)


def _epapi(page: str, now: datetime) -> str:
    """Parliament's data say nothing new: a source may be silent for a year."""
    return page


_GROWS: dict[str, Callable[[str, datetime], str]] = {
    "cellar.rdf": _cellar,
    "cellar_events.json": _events,
    "eurlex.html": _eurlex,
    "oeil.html": _oeil,
    "epapi.json": _epapi,
    "council.html": _listing,
    "council.rss": _feed,
}
