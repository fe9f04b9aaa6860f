"""The one-process mode: web server, Celery worker and Celery's clock together, for `make run`.

Without REDIS_URL the queue lives in this process's memory and is lost with it; nothing depends on
that, since what is to be done lies in tables. With REDIS_URL the same process works on Redis.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
import threading
from types import FrameType

import django
from django.core.exceptions import ImproperlyConfigured


def main() -> None:
    """Prepare, serve, and stop in order on Ctrl-C or SIGTERM: clock, worker, web."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    try:
        django.setup()
        with _port() as port:
            _prepare()
            _serve(port)
    except KeyboardInterrupt:  # before the web server, which takes it itself, was up
        say("Interrupted.")
    except ImproperlyConfigured as error:
        sys.exit(f"A setting is wrong. {error}")
    say("Stopped.")


def say(text: str) -> None:
    """Tell whoever looks at the terminal."""
    print(text, flush=True)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _port() -> socket.socket:
    """The port of the pages, taken before anything is prepared; who asks too early waits."""
    from django.conf import settings

    try:
        return socket.create_server(("127.0.0.1", settings.PORT))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            sys.exit(f"Port {settings.PORT} cannot be used ({error.strerror}): PORT=8001 make run.")
        another = settings.PORT + 1 if settings.PORT < 65535 else 8001
        sys.exit(f"Port {settings.PORT} is taken: PORT={another} make run.")


def _prepare() -> None:
    from django.core.management import call_command

    call_command("setup", stdout=sys.stdout)


def _serve(port: socket.socket) -> None:
    from celery.beat import Service
    from celery.worker import WorkController
    from django.conf import settings
    from waitress.server import create_server

    from legislation import mail
    from tracker.celery import app
    from tracker.wsgi import application

    ready = threading.Event()
    # WorkController and not the Worker of the command line, which takes over the signals.
    worker = WorkController(
        app=app,
        pool_cls="threads",
        concurrency=4,
        loglevel="WARNING",
        without_mingle=True,
        without_gossip=True,
        without_heartbeat=True,
        ready_callback=lambda consumer: ready.set(),
    )
    clock = Service(app, schedule_filename=str(settings.VAR_DIR / "clock"))
    # Behind a proxy that speaks https, and only then, its word on the scheme counts.
    proxied = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-proto"}}
    web = create_server(
        application,
        sockets=[port],
        threads=8,
        **(proxied if settings.HTTPS else {}),
    )
    hands = [
        threading.Thread(target=worker.start, name="worker", daemon=True),
        threading.Thread(target=clock.start, name="clock", daemon=True),
    ]
    try:
        hands[0].start()
        if not ready.wait(timeout=30):
            raise SystemExit("The worker did not start within 30 seconds.")
        hands[1].start()
        say(f"\nPages:  {settings.SITE_URL}/\nAdmin:  {settings.SITE_URL}/admin/")
        if settings.EMAIL_BACKEND.endswith("EmlBackend"):
            say(f"Mails:  kept in {settings.MAIL_DIRECTORY} and in the admin; none is sent")
        say("Ctrl-C stops.\n")
        web.run()
    finally:
        say("Stopping the clock and the worker ...")
        mail.finish()
        clock.stop()
        worker.stop()
        web.close()


if __name__ == "__main__":
    main()
