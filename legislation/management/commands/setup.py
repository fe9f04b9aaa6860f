"""`manage.py setup`: everything that must be in place before the site serves."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from legislation import journal


class Command(BaseCommand):
    """Migrates, loads the curated record and reads it for the search, compiles static files, makes
    a first staff account."""

    help = "Prepare the database, the record, the static files and a first staff account."

    def handle(self, *args: Any, **options: Any) -> None:
        """May run at each start: what is there already stays."""
        self.stdout.write("Preparing the database ...")
        self._migrate()
        self.stdout.write("Loading the curated record ...")
        call_command("load_baseline", stdout=self.stdout)
        call_command("reindex", stdout=self.stdout)  # by the rules of this version
        self.stdout.write("Compiling static files ...")
        call_command("collectstatic", verbosity=0, interactive=False)
        self._first_account()

    def _migrate(self) -> None:
        """Bring the tables up; staff are told, unless there was nothing before."""
        executor = MigrationExecutor(connection)
        steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
        fresh = not executor.loader.applied_migrations
        call_command("migrate", verbosity=0, interactive=False)
        if steps and not fresh:
            names = ", ".join(f"{step.app_label}.{step.name}" for step, _ in steps)
            text = f"Migrations applied: {names}; nobody is told of what they changed."
            journal.notice(None, text, run="setup")

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
