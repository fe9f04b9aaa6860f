"""What a page does besides being read: whom it asks, what it complains of, what it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Page, Route


@dataclass
class Watch:
    """Gathers what happens in a page from now on; nothing leaves for another host."""

    page: Page
    base: str
    abroad: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.route(lambda address: not self._at_home(address), self._stop)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._asked)

    @property
    def nothing(self) -> bool:
        """Nobody else was asked, nothing went wrong, nothing popped up."""
        return not (self.abroad or self.complaints or self.dialogs)

    def _at_home(self, address: str) -> bool:
        return urlsplit(address).netloc == urlsplit(self.base).netloc

    def _stop(self, route: Route) -> None:
        self.abroad.append(route.request.url)
        route.abort()

    def _heard(self, message: ConsoleMessage) -> None:
        # Chromium notes the status of a page that is meant to be a 404.
        own_status = message.location.get("url") == self.page.url and "status of 4" in message.text
        if message.type in {"error", "warning"} and not own_status:
            self.complaints.append(message.text)

    def _asked(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()
