"""`manage.py setup`: everything that must be in place before the site serves."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Migrates, loads the curated record, compiles static files, makes a first staff account."""

    help = "Prepare the database, the record, the static files and a first staff account."

    def handle(self, *args: Any, **options: Any) -> None:
        """May run at each start: what is there already stays."""
        self.stdout.write("Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("Loading the curated record ...")
        call_command("load_baseline", stdout=self.stdout)
        self.stdout.write("Compiling static files ...")
        call_command("collectstatic", verbosity=0, interactive=False)
        self._first_account()

    def _first_account(self) -> None:
        users = get_user_model()
        if users.objects.filter(is_staff=True).exists():
            return
        password = secrets.token_urlsafe(12)
        users.objects.create_superuser("admin", f"admin@{settings.SITE_HOST}", password)
        self.stdout.write(
            f"\nFirst staff account: name admin, password {password}\n"
            "It is shown this once: sign in and change it.\n"
        )
