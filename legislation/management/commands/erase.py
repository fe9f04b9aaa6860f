"""`manage.py erase`: erase a person who asks for it, or anew those whom a restored copy has."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from legislation import alerts


class Command(BaseCommand):
    """Delete all that is kept of an address."""

    help = "Delete all that is kept of an address, or anew of all who were erased (--again)."

    def add_arguments(self, parser: CommandParser) -> None:
        """An address, or --again."""
        parser.add_argument("address", nargs="?", help="exactly as it is subscribed, tag included")
        parser.add_argument(
            "--again", action="store_true", help="after a restore: replay the file of erasures"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was found; never an address."""
        if bool(options["address"]) == options["again"]:
            raise CommandError("Give an address, or --again.")
        if options["again"]:
            noted, found = alerts.erase_again()
            self.stdout.write(
                f"{noted} people were erased; {found} of them were in this database again."
            )
        elif alerts.erase(options["address"]):
            self.stdout.write("Erased, and noted for restored copies.")
        else:
            self.stdout.write("Nothing was kept of this address. Noted for restored copies.")
