"""`manage.py verify_snapshots`: are the bytes behind the facts still the bytes that were served?"""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import track

from legislation.models import Blob, Evidence


class Command(BaseCommand):
    """Unpacks every stored copy and holds it against its SHA-256."""

    help = "Check every stored copy against its SHA-256; exit 1 and name the facts if one differs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read one copy after the other, so that memory does not grow with their number."""
        digests = list(Blob.objects.order_by("pk").values_list("pk", flat=True))
        broken = [
            f"{digest}: {wrong}"
            for digest in track(digests, "Verifying", transient=True, disable=len(digests) < 100)
            if (wrong := _wrong(digest))
        ]
        if broken:
            facts = Evidence.objects.filter(snapshot__blob__in=[b[:64] for b in broken]).count()
            raise CommandError(
                f"{len(broken)} of {len(digests)} stored copies are damaged; {facts} pieces of"
                " evidence lead to them. Restore them from a backup:\n  " + "\n  ".join(broken)
            )
        self.stdout.write(f"{len(digests)} stored copies are what their SHA-256 says.")


def _wrong(digest: str) -> str:
    """What is wrong with a stored copy; nothing if all is well."""
    blob = Blob.objects.get(pk=digest)
    try:
        content = blob.content
    except zlib.error as error:
        return f"it cannot be unpacked ({error})"
    if len(content) != blob.size:
        return f"it has {len(content)} bytes and not {blob.size}"
    found = hashlib.sha256(content).hexdigest()
    return "" if found == digest else f"its SHA-256 is {found}"
