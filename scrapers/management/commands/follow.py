"""`manage.py follow REFERENCE`: watch one more legislative file, or with `--stop` no longer."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from legislation import timeline
from legislation.domain.references import ProcedureReference
from legislation.domain.words import Origin
from legislation.journal import Author
from legislation.models import Proposal
from scrapers import watching


class Command(BaseCommand):
    """Adds a procedure by its reference, and reads its sources."""

    help = (
        "Follow one more procedure: its file, events, documents and stages come from its sources."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file, and whether to read it at once."""
        parser.add_argument("reference", help="in any notation with its type: 2023/0463(COD)")
        parser.add_argument("--later", action="store_true", help="leave the reading to the clock")
        parser.add_argument("--stop", action="store_true", help="follow it no longer")

    def handle(self, *args: Any, reference: str, later: bool, stop: bool, **options: Any) -> None:
        """Record the file, then say how each of its sources was read; or let go of it."""
        if stop:
            self._stop(reference)
            return
        try:
            parsed = ProcedureReference.parse(reference)
            author = Author(Origin.EDITOR, why="Followed by its reference.")
            proposal = timeline.follow(parsed, author)
        except ValueError as error:
            raise CommandError(f"{error}.") from None
        self.stdout.write(f"{proposal.reference} is followed: {proposal.get_absolute_url()}")
        if parsed.type != "COD":
            self.stdout.write("Stages are shown for the ordinary legislative procedure (COD) only.")
        slugs = [s.slug for s in watching.sources() if s.proposal_id == proposal.pk]
        if later:
            self.stdout.write(f"The clock will read {', '.join(slugs)}.")
        else:
            call_command("scrape", *slugs, stdout=self.stdout)

    def _stop(self, reference: str) -> None:
        proposal = Proposal.objects.spelled(reference).first()
        if proposal is None:
            raise CommandError(f"{reference} is not followed.")
        try:
            timeline.stop_following(proposal, Author(Origin.EDITOR, why="Followed no longer."))
        except ValueError as error:
            raise CommandError(f"{error}.") from None
        self.stdout.write(f"{proposal.reference} is followed no longer; its record stays.")
