"""The replay answers as the recorded sites would, over real HTTP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scrapers.replay import BadIndex, Replay

CELLAR, EURLEX, COUNCIL = (
    "publications.europa.eu",
    "eur-lex.europa.eu",
    "www.consilium.europa.eu",
)
TREE = "application/rdf+xml;notice=tree"
ROOT = Path(__file__).resolve().parents[2]


def record(folder: Path, *rows: dict[str, str]) -> Path:
    """An index of these rows, and the files they name with their own names in them."""
    columns = ["path", "source_url", "method", "accept", "status", "headers", "note"]
    lines = ["\t".join(columns)]
    for row in rows:
        lines.append("\t".join(row.get(column, "") for column in columns))
        (folder / row["path"]).write_text(f"this is {row['path']}")
    (folder / "INDEX.tsv").write_text("\n".join(lines) + "\n")
    return folder


def page(path: str, url: str, **more: str) -> dict[str, str]:
    return {"path": path, "source_url": url, **more}


def ask(
    base: str, target: str, method: str = "GET", body: str | None = None, **headers: str
) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection(urlsplit(base).netloc, timeout=5)
    try:
        connection.request(
            method, target, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Replay]:
    record(
        tmp_path,
        page("any.html", f"https://{EURLEX}/procedure/EN/2005_167"),
        page("tree.rdf", f"https://{CELLAR}/resource/procedure/2005_167", accept=TREE),
        page("note.xml", f"https://{CELLAR}/resource/noted", note=f"Accept: {TREE}"),
        page("all.html", f"https://{COUNCIL}/en/press/"),
        page("two.html", f"https://{COUNCIL}/en/press/?Topic=1&Topic=2&keyword="),
        page("both.html", f"https://{COUNCIL}/en/press/?Topic=1&page=2"),
        page("odd.txt", f"https://{EURLEX}/legal-content/?uri=CELEX:32004L0048R%2801%29"),
        page("space.json", f"https://{EURLEX}/a%20b(c)"),
        page("soap.xml", f"https://{EURLEX}/service", method="post"),
        page("nowhere.html", ""),
    )
    with Replay(tmp_path) as running:
        yield running


@pytest.mark.parametrize(
    ("host", "target", "headers", "expected"),
    [
        (EURLEX, "/procedure/EN/2005_167", {}, "any.html"),
        (EURLEX, "/procedure/EN/2005_167/", {"Accept": "image/png"}, "any.html"),
        (EURLEX, "/procedure/EN/2005%5F167?lang=en", {}, "any.html"),
        (EURLEX, "/a%20b%28c%29", {}, "space.json"),
        (EURLEX, "/legal-content?uri=CELEX:32004L0048R(01)", {}, "odd.txt"),
        (EURLEX, "/legal-content/?uri=CELEX:32004L0048R(03)", {}, None),
        (EURLEX, "/resource/procedure/2005_167", {"Accept": TREE}, None),  # another host's page
        (EURLEX, "/service", {}, None),  # recorded for POST
        (EURLEX, "/", {}, None),
        (CELLAR, "/resource/procedure/2005_167", {"Accept": TREE}, "tree.rdf"),
        (
            CELLAR,
            "/resource/procedure/2005_167",
            {"Accept": "text/html, application/rdf+xml; notice=tree;q=0.5"},
            "tree.rdf",
        ),
        (CELLAR, "/resource/procedure/2005_167", {"Accept": "application/rdf+xml"}, None),
        (CELLAR, "/resource/procedure/2005_167", {}, None),
        (CELLAR, "/resource/noted", {"Accept": TREE}, "note.xml"),
        (CELLAR, "/resource/noted", {"Accept": "*/*"}, None),
        (COUNCIL, "/en/press/", {}, "all.html"),  # equally good: the first of the index
        (COUNCIL, "/en/press/?DateFrom=2025-01-01", {}, "all.html"),
        (COUNCIL, "/en/press/?Topic=2", {}, "two.html"),
        (COUNCIL, "/en/press/?Topic=2&Topic=1&keyword=", {}, "two.html"),
        (COUNCIL, "/en/press/?Topic=1&page=2", {}, "both.html"),
        (COUNCIL, "/en/press/?Topic=1&page=3", {}, "two.html"),
        (COUNCIL, "/en/press/?Topic=3&keyword=", {}, "all.html"),  # names neither
    ],
)
def test_the_recording_that_agrees_best_answers(
    replay: Replay, host: str, target: str, headers: dict[str, str], expected: str | None
) -> None:
    response, body = ask(replay.bases[host], target, **headers)
    if expected is None:
        assert response.status == 404
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    else:
        assert (response.status, body) == (200, f"this is {expected}")


def test_a_post_is_answered_and_leaves_the_connection_usable(replay: Replay) -> None:
    connection = HTTPConnection(urlsplit(replay.bases[EURLEX]).netloc, timeout=5)
    try:
        answers = []
        for _ in range(2):
            connection.request("POST", "/service", b"<query/>" * 1000)
            answers.append(connection.getresponse().read())
            port = connection.sock.getsockname()[1]
            connection.request("GET", "/procedure/EN/2005_167")
            answers.append(connection.getresponse().read())
            assert connection.sock.getsockname()[1] == port
    finally:
        connection.close()
    assert answers == [b"this is soap.xml", b"this is any.html"] * 2


def test_twenty_answers_on_one_connection_wait_for_no_acknowledgement(replay: Replay) -> None:
    connection = HTTPConnection(urlsplit(replay.bases[EURLEX]).netloc, timeout=5)
    try:
        took = []  # the quickest of three: delayed ones take 40 ms each, every time
        for _ in range(3):
            started = time.monotonic()
            for _ in range(20):
                connection.request("GET", "/procedure/EN/2005_167")
                connection.getresponse().read()
            took.append(time.monotonic() - started)
        assert min(took) < 0.5
    finally:
        connection.close()


def test_an_etag_once_given_is_recognised(replay: Replay) -> None:
    base, target = replay.bases[EURLEX], "/procedure/EN/2005_167"
    first, _ = ask(base, target)
    etag = first.headers["ETag"]
    assert len(etag) == 66
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again, body = ask(base, target, If_None_Match=known)
        assert (again.status, body, again.headers["ETag"]) == (304, "", etag)
    assert ask(base, target, If_None_Match='"other"')[0].status == 200


def test_a_page_and_its_index_may_change_under_a_running_server(replay: Replay) -> None:
    base, target = replay.bases[EURLEX], "/procedure/EN/2005_167"
    old, _ = ask(base, target)
    (replay.folder / "any.html").write_text("something new")
    new, body = ask(base, target, If_None_Match=old.headers["ETag"])
    assert (new.status, body) == (200, "something new")
    record(replay.folder, page("other.html", f"https://{EURLEX}{target}"))
    assert ask(base, target)[1] == "this is other.html"
    (replay.folder / "INDEX.tsv").write_text("path\n")
    broken, body = ask(base, target)
    assert broken.status == 500
    assert "no column source_url" in body


def test_a_head_request_gets_the_headers_alone(replay: Replay) -> None:
    response, body = ask(replay.bases[EURLEX], "/procedure/EN/2005_167", "HEAD")
    assert (response.status, body) == (200, "")
    assert response.headers["Content-Length"] == str(len("this is any.html"))


@pytest.mark.parametrize(
    ("host", "target", "accept", "content_type"),
    [
        (EURLEX, "/procedure/EN/2005_167", "*/*", "text/html; charset=utf-8"),
        (EURLEX, "/a%20b(c)", "*/*", "application/json"),
        (CELLAR, "/resource/procedure/2005_167", TREE, "application/rdf+xml"),
        (CELLAR, "/resource/noted", TREE, "application/xml"),
    ],
)
def test_the_ending_of_the_file_gives_the_content_type(
    replay: Replay, host: str, target: str, accept: str, content_type: str
) -> None:
    response, _ = ask(replay.bases[host], target, Accept=accept)
    assert response.headers["Content-Type"] == content_type


def test_status_and_headers_of_the_index_win(tmp_path: Path) -> None:
    headers = {"content-type": "text/plain", "etag": None, "Retry-After": 120, "Content-Length": 1}
    url = f"https://{EURLEX}/busy"
    record(tmp_path, page("busy.html", url, status="503", headers=json.dumps(headers)))
    with Replay(tmp_path) as replay:
        response, body = ask(replay.bases[EURLEX], "/busy", If_None_Match="*")
    assert (response.status, body) == (503, "this is busy.html")
    assert response.headers["Content-Type"] == "text/plain"
    assert response.headers["Retry-After"] == "120"
    assert "ETag" not in response.headers


def test_robots_txt_is_open_unless_recorded(tmp_path: Path) -> None:
    record(
        tmp_path,
        page("robots.txt", f"https://{EURLEX}/robots.txt"),
        page("a.html", f"https://{COUNCIL}/"),
    )
    with Replay(tmp_path) as replay:
        assert ask(replay.bases[EURLEX], "/robots.txt")[1] == "this is robots.txt"
        open_one, text = ask(replay.bases[COUNCIL], "/robots.txt")
    assert (open_one.status, text) == (200, "User-agent: *\nAllow: /\n")


def test_a_missing_file_is_named(replay: Replay) -> None:
    (replay.folder / "any.html").unlink()
    response, body = ask(replay.bases[EURLEX], "/procedure/EN/2005_167")
    assert response.status == 500
    assert str(replay.folder / "any.html") in body


def test_what_is_asked_and_answered_is_kept(replay: Replay) -> None:
    ask(replay.bases[EURLEX], "/gone?a=1", "HEAD")
    ask(replay.bases[COUNCIL], "/en/press/")
    assert replay.requests == [
        (EURLEX, "HEAD", "/gone?a=1", 404),
        (COUNCIL, "GET", "/en/press/", 200),
    ]


def test_the_settings_name_only_hosts_that_are_served(tmp_path: Path) -> None:
    record(tmp_path, page("a.html", f"https://{COUNCIL}/"), page("b.html", "https://a.example/"))
    with Replay(tmp_path) as replay:
        assert list(replay.bases) == [COUNCIL, "a.example"]
        assert replay.settings() == {
            "COUNCIL_BASE": replay.bases[COUNCIL],
            "SCRAPE_PAUSE_SECONDS": "0",
            "SCRAPE_PRIVATE_TARGETS": "1",
            "SOURCE_HOLD_SECONDS": "0",
            "SCRAPE_CONTACT": "replay@localhost",
        }


def test_it_ends_while_a_caller_keeps_its_connection(replay: Replay) -> None:
    connection = HTTPConnection(urlsplit(replay.bases[EURLEX]).netloc, timeout=5)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
        before = threading.active_count()
        replay.__exit__()
        assert threading.active_count() <= before - len(replay.bases)
    finally:
        connection.close()
    with pytest.raises(ConnectionRefusedError):
        ask(replay.bases[EURLEX], "/")


@pytest.mark.parametrize(
    ("index", "complaint"),
    [
        (None, "INDEX.tsv cannot be read"),
        ("", "no column path and no column source_url"),
        ("path\turl\na.html\thttps://a.example/\n", "no column source_url"),
        ("path\tsource_url\na.html\t\n", "no row with a source_url"),
        ("path\tsource_url\n\t\na.html\t/only/a/path\n", "line 3: source_url '/only/a/path'"),
        ("path\tsource_url\n../a\thttps://a.example/\n", "line 2: path '../a' is not a file"),
        ("path\tsource_url\n\thttps://a.example/\n", "line 2: path '' is not a file"),
        ("path\tsource_url\tstatus\na\thttps://a.example/\tOK\n", "line 2: status 'OK'"),
        ("path\tsource_url\theaders\na\thttps://a.example/\t{\n", "headers are not JSON"),
        ("path\tsource_url\theaders\na\thttps://a.example/\t[]\n", "not a JSON object"),
        ('path\tsource_url\theaders\na\thttps://a.example/\t{"a":"\\n"}\n', "a line break"),
    ],
)
def test_a_bad_index_is_refused_with_its_place(
    tmp_path: Path, index: str | None, complaint: str
) -> None:
    if index is not None:
        (tmp_path / "INDEX.tsv").write_text(index)
    before = set(threading.enumerate())
    with pytest.raises(BadIndex, match=complaint), Replay(tmp_path):
        pass
    assert set(threading.enumerate()) <= before


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-W", "error", "manage.py", "replay", *map(str, arguments)]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_its_settings_and_stops_in_order(
    tmp_path: Path, sign: signal.Signals
) -> None:
    record(tmp_path, page("a.html", f"https://{CELLAR}/a"), page("b.html", f"https://{EURLEX}/b"))
    with subprocess.Popen(
        command(tmp_path, "--port", "0", "-v", "2"),
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(tmp_path / "var")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            assert running.stdout
            lines = [running.stdout.readline().rstrip() for _ in range(9)]
            settings = dict(line.removeprefix("export ").split("=", 1) for line in lines)
            assert lines == [f"export {name}={value}" for name, value in settings.items()]
            assert list(settings)[:2] == ["CELLAR_BASE", "EURLEX_BASE"]
            assert settings["VAR_DIR"] == str(tmp_path / "var" / "replay")
            assert settings["DATABASE_URL"] == settings["REDIS_URL"] == ""
            assert ask(settings["EURLEX_BASE"], "/b")[1] == "this is b.html"
            running.send_signal(sign)
            rest, said = running.communicate(timeout=10)
        finally:
            running.kill()
    assert (running.returncode, rest) == (0, "")
    assert f"200 GET {EURLEX}/b" in said
    with pytest.raises(ConnectionRefusedError):
        ask(settings["EURLEX_BASE"], "/b")


def test_the_command_refuses_in_one_sentence(tmp_path: Path, replay: Replay) -> None:
    taken = str(urlsplit(replay.bases[EURLEX]).port)
    empty = tmp_path / "empty"
    for arguments, complaint in [
        ((empty,), "INDEX.tsv cannot be read"),
        ((tmp_path, "--port", taken), f"cannot listen from port {taken} upwards"),
    ]:
        done = subprocess.run(
            command(*arguments),
            cwd=ROOT,
            env=os.environ | {"VAR_DIR": str(tmp_path / "var")},
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("CommandError: ")
        assert complaint in done.stderr
