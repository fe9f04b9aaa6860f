"""Damages pages as redesigns, translations, broken transfers and careless tools do."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

Damage = Callable[[BeautifulSoup, random.Random], bool]

ROWS = ".PagePanel, .eventRow"
DATES = ".ProcedureDate, .eventDate"
TITLES = ".ProcedureDate + span, .eventTitle"
NAMES = "span.Prcdr, .eventRow"


@dataclass(frozen=True)
class Mutant:
    """A damaged page. `required` says whether a required field was touched: a date, a title, an
    identifier, the heading's reference or what makes a row a row."""

    page: bytes
    damage: str
    required: bool


def essence(page: bytes) -> bytes:
    """A recorded page without its menus, which make most of it and are not read."""
    soup = BeautifulSoup(page, "lxml", from_encoding="utf-8")
    parts = soup.select("#procedureHeading, #middleColumn, footer")
    parts += [tag for tag in soup.find_all("script") if "var json" in tag.get_text()]
    body = "".join(map(str, parts))
    head = f'<head><meta charset="utf-8">{soup.title}</head>'
    return f'<!DOCTYPE html><html lang="en">{head}<body>{body}</body></html>'.encode()


def mutant(page: bytes, seed: int) -> Mutant:
    """The page with one damage, the same for the same seed."""
    chance = random.Random(seed)
    names = list(DAMAGES)
    for _ in range(50):
        name = names[seed % len(names)] if _ == 0 else chance.choice(names)
        soup = BeautifulSoup(page, "lxml")
        if DAMAGES[name](soup, chance):
            return Mutant(soup.encode("utf-8", formatter="minimal"), name, name not in HARMLESS)
    raise ValueError("this page cannot be damaged")


def bent(page: bytes, seed: int) -> Mutant:
    """The page's bytes, damaged without regard to what they mean."""
    chance = random.Random(seed)
    place = chance.randrange(len(page))
    how = seed % 6
    if how == 0:
        return Mutant(page[:place], "cut off", True)
    if how == 1:
        return Mutant(page.decode().encode("utf-16"), "utf-16", False)
    if how == 2:
        return Mutant(page.decode().encode().decode("latin-1").encode(), "encoded twice", False)
    if how == 3:
        lie = page.replace(b'charset="utf-8"', b'charset="koi8-r"')
        return Mutant(lie.replace(b"Council", "C\u00f6uncil".encode(), 1), "lying charset", False)
    if how == 4:
        return Mutant(page[:place] + b"\x00\xff\xfe" + page[place:], "junk", False)
    return Mutant(page[:place] + page[place + 400 :], "a hole", False)


def _some(soup: BeautifulSoup, chance: random.Random, selector: str) -> list[Tag]:
    column = soup.select_one("#middleColumn")
    found = column.select(selector) if column else []
    return chance.sample(found, min(len(found), chance.choice([1, 2, len(found)])))


def _each(selector: str, change: Callable[[Tag, random.Random], None]) -> Damage:
    def damage(soup: BeautifulSoup, chance: random.Random) -> bool:
        found = _some(soup, chance, selector)
        for tag in found:
            change(tag, chance)
        return bool(found)

    return damage


def _drop(tag: Tag, _: random.Random) -> None:
    tag.decompose()


def _empty(tag: Tag, _: random.Random) -> None:
    tag.clear()


def _rename(tag: Tag, _: random.Random) -> None:
    tag["class"] = " ".join(f"x-{name}" for name in tag.get("class") or ["none"])


def _unname(tag: Tag, _: random.Random) -> None:
    tag["id"] = f"row-{tag.get('id', '')}"


def _repeat(tag: Tag, _: random.Random) -> None:
    tag.insert_after(BeautifulSoup(str(tag), "lxml").find(tag.name) or "")


def _reformat(tag: Tag, chance: random.Random) -> None:
    form = chance.choice(["{1}/{0}/{2}", "{2}-{1}-{0}", "{0}.{1}.{2}", "{0}/{1}", "{0} May {2}"])
    for text in tag.find_all(string=re.compile(r"\d\d/\d\d/\d{4}")):
        text.replace_with(re.sub(r"(\d\d)/(\d\d)/(\d{4})", _written(form), text))


def _written(form: str) -> Callable[[re.Match[str]], str]:
    return lambda found: form.format(*found.groups())


def _shift(tag: Tag, _: random.Random) -> None:
    for text in tag.find_all(string=re.compile(r"\d\d/\d\d/\d{4}")):
        text.replace_with(re.sub(r"^(\s*)\d\d", r"\g<1>31", text))


def _translate(tag: Tag, _: random.Random) -> None:
    for text in tag.find_all(string=True):
        if text.strip():
            text.replace_with("Examen par le Conseil")


def _swap(soup: BeautifulSoup, chance: random.Random, selector: str) -> bool:
    column = soup.select_one("#middleColumn")
    found = column.select(selector) if column else []
    if len(found) < 2:
        return False
    one, other = chance.sample(found, 2)
    if one.get_text() == other.get_text():
        return False
    first, second = list(one.contents), list(other.contents)
    one.clear()
    other.clear()
    one.extend(second)
    other.extend(first)
    return True


def _swap_dates(soup: BeautifulSoup, chance: random.Random) -> bool:
    return _swap(soup, chance, DATES)


def _swap_titles(soup: BeautifulSoup, chance: random.Random) -> bool:
    return _swap(soup, chance, TITLES)


def _swap_columns(soup: BeautifulSoup, _: random.Random) -> bool:
    """Dates where titles were and titles where dates were, in all rows."""
    pairs = list(zip(soup.select(DATES), soup.select(TITLES), strict=False))
    for date, title in pairs:
        date["class"], title["class"] = title.get("class") or "", date.get("class") or ""
    return bool(pairs)


def _reorder(soup: BeautifulSoup, chance: random.Random) -> bool:
    found = soup.select(".PagePanel, .cd-timeline__content")
    if len(found) < 2:
        return False
    one, other = chance.sample(found, 2)
    if one in other.parents or other in one.parents:
        return False
    mark = soup.new_tag("i")
    one.replace_with(mark)
    other.replace_with(one)
    mark.replace_with(other)
    return True


def _heading(soup: BeautifulSoup, chance: random.Random) -> bool:
    for bold in soup.select("#procedureHeading b"):
        if bold.get_text().startswith("Procedure"):
            bold.string = chance.choice(
                ["Procedure 2011/0011/COD", "Proc\u00e9dure", "", "Procedure 98", "Procedure COD"]
            )
            return True
    return False


def _script(soup: BeautifulSoup, chance: random.Random) -> bool:
    old, new = chance.choice(
        [("var json", "let data"), ("'events'", "'evts'"), ("'startDay'", "'day'"), ("]", "")]
    )
    for script in soup.find_all("script"):
        words = script.string or ""
        if re.search(r"\bvar\s+json\b", words) and old in words:
            script.string = words.replace(old, new)
            return True
    return False


DAMAGES: dict[str, Damage] = {
    "drop dates": _each(DATES, _drop),
    "drop titles": _each(TITLES, _drop),
    "drop rows": _each(ROWS, _drop),
    "empty dates": _each(DATES, _empty),
    "empty titles": _each(TITLES, _empty),
    "empty rows": _each(ROWS, _empty),
    "rename dates": _each(DATES, _rename),
    "rename titles": _each(TITLES, _rename),
    "rename rows": _each(ROWS, _rename),
    "unname rows": _each(NAMES, _unname),
    "repeat rows": _each(ROWS, _repeat),
    "reformat dates": _each(DATES, _reformat),
    "impossible dates": _each(DATES, _shift),
    "translate titles": _each(TITLES, _translate),
    "swap dates": _swap_dates,
    "swap titles": _swap_titles,
    "swap columns": _swap_columns,
    "other heading": _heading,
    "other script": _script,
    "reorder": _reorder,
    "drop details": _each("dl", _drop),
    "rename details": _each("dt, dd", _rename),
}
# What a reader may read as it stands: nothing that an event needs is touched.
HARMLESS = {"reorder", "drop details", "rename details", "repeat rows"}
