"""The events in the inline script of a EUR-Lex procedure page.

The script assigns an object that looks like JSON and is none: mixed quotes, `\\'` and `\\u2019`
inside, HTML in the values. It is read symbol by symbol, to its closing bracket or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from scrapers.expect import ParseError, tidy
from scrapers.sources.charset import expect_readable

_BEGINNING = re.compile(r"\bvar\s+json\s*=\s*\{")
_LIST = re.compile(r"['\"]events['\"]\s*:\s*\[")
_STRING = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_TOKEN = re.compile(rf"\s*(?:(?P<text>{_STRING})|(?P<mark>[{{}}\[\]:,]))", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r"}
_NEEDED = ("eid", "title", "link", "startYear", "startMonth", "startDay")
_ID_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)_")


@dataclass(frozen=True)
class ScriptEvent:
    """One event of the script. A joint event, which the script has once for each actor, is one."""

    place: int
    identifier: str
    label: str
    day: date | None
    undated: str | None
    actors: tuple[str, ...]
    description: str


def read_script(scripts: Iterator[str]) -> list[ScriptEvent]:
    """The events of the page's script in its order; raises `ParseError` if it can't be read."""
    for script in scripts:
        if beginning := _BEGINNING.search(script):
            return _joined(_event(fields) for fields in _objects(script, beginning.end()))
    raise ParseError("expected a script with `var json={… 'events':[…]}` in the page, found none")


def _joined(events: Iterator[ScriptEvent]) -> list[ScriptEvent]:
    joined: dict[tuple[int, str], ScriptEvent] = {}
    for event in events:
        key = event.place, event.identifier
        known = joined.get(key)
        joined[key] = replace(known, actors=known.actors + event.actors) if known else event
    return list(joined.values())


def _event(fields: dict[str, str]) -> ScriptEvent:
    if missing := [name for name in _NEEDED if name not in fields]:
        raise ParseError(f"expected '{missing[0]}' in each event of the script: {fields}"[:300])
    place = re.fullmatch(r"eid(\d+)", fields["eid"])
    label, identifier = tidy(fields["title"]), fields["link"].strip()
    if not place or not label or not identifier:
        raise ParseError(
            f"expected eid, title and link in each event of the script: {fields}"[:300]
        )
    expect_readable(label, f"the event {identifier} of the script")
    day, undated = _day(fields, identifier)
    actors = tuple(filter(None, [_actor(fields)]))
    description = fields.get("description", "")
    return ScriptEvent(int(place[1]), identifier, label, day, undated, actors, description)


def _actor(fields: dict[str, str]) -> str:
    code = fields.get("iconClass", "").removeprefix("Prcdr")
    return code or fields.get("actor", "")


def _day(fields: dict[str, str], identifier: str) -> tuple[date | None, str | None]:
    """The event's day. Some events have two ('2026 2026', '03 03', '05 04'): then the one that
    the identifier confirms, if it does."""
    years, months, days = (fields[name].split() for name in _NEEDED[3:])
    try:
        given = [date(int(y), int(m), int(d)) for y, m, d in zip(years, months, days, strict=True)]
    except ValueError:
        return None, f"the script's day is no day: {[years, months, days]}"
    if len(given) == 1:
        return given[0], None
    written = _ID_DAY.match(identifier)
    for day in given:
        if written and day.isoformat() == written[0][:-1]:
            return day, None
    said = " and ".join(map(str, given)) or "none"
    return None, f"the script gives it no single day, but {said}"


def _objects(script: str, start: int) -> Iterator[dict[str, str]]:
    beginning = _LIST.search(script, start)
    if not beginning:
        raise ParseError("expected 'events':[ in the script `var json`, found none")
    tokens = _tokens(script, beginning.end())
    for symbol in tokens:
        if symbol == "]":
            return
        if symbol == "{":
            yield _object(tokens)
        elif symbol != ",":
            raise ParseError(f"expected an event in the script `var json`, found {symbol!r}"[:200])
    raise ParseError("expected ] after the events of the script `var json`: it is cut off")


def _object(tokens: Iterator[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    words: list[str] = []
    for symbol in tokens:
        if symbol in ",}":
            if words:
                if len(words) != 2:
                    raise ParseError(f"expected name and value in the script, found {words}"[:200])
                fields[words[0]] = words[1]
            if symbol == "}":
                return fields
            words = []
        elif symbol != ":":
            words.append(_text(symbol))
    raise ParseError("expected } after an event of the script `var json`: it is cut off")


def _tokens(script: str, start: int) -> Iterator[str]:
    while found := _TOKEN.match(script, start):
        yield found["text"] or found["mark"]
        start = found.end()


def _text(symbol: str) -> str:
    if symbol[0] not in "'\"":
        raise ParseError(f"expected a text in the script `var json`, found {symbol!r}")
    return _ESCAPE.sub(_unescape, symbol[1:-1])


def _unescape(found: re.Match[str]) -> str:
    point = found[1] or found[2]
    return chr(int(point, 16)) if point else _PLAIN.get(found[3], found[3])
