"""Starts, scripts and reads the sink of `tests.sink_process` from a test or a benchmark."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from tests.sink_process import Script

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Kept:
    """A message that the sink kept; `raw` is there if the sink was started with it."""

    at: float
    to: str
    id: str
    raw: bytes = b""


class SinkProcess:
    """The sink while it runs; it ends with the `with`, and its files stay in `folder`."""

    def __init__(
        self, folder: Path, script: Script | None = None, *, port: int = 0, raw: bool = False
    ) -> None:
        self.folder = folder
        self._read, self._kept = 0, list[Kept]()
        told = json.dumps(asdict(script or Script()))
        self.command = [sys.executable, "-m", "tests.sink_process", str(port), str(folder)]
        self.command += ["--script", told, *(["--raw"] if raw else [])]

    def __enter__(self) -> SinkProcess:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self.command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        self.port = int(self._line())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.communicate(timeout=30)

    def follow(self, script: Script) -> None:
        """Let the sink behave so from now on; it does when this returns."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(asdict(script)) + "\n")
        self.process.stdin.flush()
        assert self._line() == "follows"

    def kept(self) -> list[Kept]:
        """All messages that were kept so far, in order."""
        with (self.folder / "messages").open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                row = json.loads(line)
                raw = b64decode(row.get("raw", ""))
                self._kept.append(Kept(row["at"], row["to"][0], row["id"], raw))
        return self._kept

    def connections(self) -> list[float]:
        """When each connection came, in seconds since 1970, those that were reset included."""
        return [at for at in self._moments() if at > 0]

    def closed(self) -> int:
        """How many connections have ended so far."""
        return sum(at < 0 for at in self._moments())

    def _moments(self) -> list[float]:
        return [float(line) for line in (self.folder / "connections").read_text().split()]

    def _line(self) -> str:
        assert self.process.stdout is not None
        return str(self.process.stdout.readline()).strip()


def most_in_a_minute(moments: list[float], seconds: float = 60) -> int:
    """How many of the moments lie in the fullest 60 seconds, or so many."""
    return max((sum(a <= b < a + seconds for b in moments) for a in moments), default=0)
