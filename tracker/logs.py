"""Lines of the log, without what tells who reads us: addresses, and keys in mailed links."""

from __future__ import annotations

import logging
import re

_ADDRESS = re.compile(r"[^\s<>(),;:\"=@]+@[\w.-]+\.\w+")
_KEY = re.compile(r"/(u|confirm|manage)/[^/\s'\"]+")


class Line(logging.Formatter):
    """One entry; databases and relays repeat what they refuse, and tracebacks what they met."""

    def format(self, record: logging.LogRecord) -> str:
        """The entry with its traceback, scrubbed."""
        return _KEY.sub(r"/\1/…", _ADDRESS.sub("(address)", super().format(record)))
