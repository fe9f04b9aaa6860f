"""Whether the site answers, and whether it can do its work."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from legislation import alerts


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; it asks nothing of anybody."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, too; 503 if it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return JsonResponse({"database": type(error).__name__}, status=503)
    return JsonResponse({"database": "ok"})


def mailz(request: HttpRequest) -> HttpResponse:
    """News reaches its readers; 503 and a line for each thing that is in its way.

    For a monitor outside: what is wrong with sending can't be told by a mail.
    """
    try:
        lines = alerts.troubles()
    except DatabaseError as error:
        lines = [f"The database does not answer: {type(error).__name__}."]
    said = "".join(f"{line}\n" for line in lines or ["ok"])
    answer = HttpResponse(said, content_type="text/plain", status=503 if lines else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def why_unusable() -> str:
    """Why no command can work on the database, and what to do; nothing if one can."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        return f"The database of DATABASE_URL cannot be reached: {error}"
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "The database is not prepared for this version. First run: manage.py setup"
    return ""
