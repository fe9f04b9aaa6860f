# One image for web, worker and beat; compose.yaml says which is which.

FROM python:3.11-slim-bookworm AS build
# Only wheels whose hash is locked: nothing from the index runs code while the image is made.
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --only-binary :all: -r /tmp/requirements.txt
WORKDIR /app
# .dockerignore lets through what the program needs and nothing else.
COPY . .
# Settings need some key to start; this one signs nothing and is forgotten with the line.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    VAR_DIR=/tmp/var STATIC_ROOT=/app/static \
    /venv/bin/python manage.py collectstatic --noinput \
    && /venv/bin/python -m compileall -q legislation scrapers tracker

FROM python:3.11-slim-bookworm
# What briefings as PDF are set with; without it the site offers them as pages to print.
# Debian's newest of its release, with what security mended: a pinned one would be gone next month.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
# A fixed number, so that a volume's owner is the same on every host.
RUN groupadd --gid 10001 tracker \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin tracker
COPY --from=build /venv /venv
# Owned by root: the program cannot change itself.
COPY --from=build /app /app
WORKDIR /app
# What must be kept is in PostgreSQL and /state; besides, only /tmp is written to, so that the rest
# can be mounted read-only. gunicorn's control socket would need a home.
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/app/static \
    VAR_DIR=/tmp/tracker \
    GUNICORN_CMD_ARGS=--no-control-socket
# A new volume takes its owner from here.
RUN install --directory --owner=10001 --group=10001 /state
USER 10001:10001
EXPOSE 8000
# Asks as the proxy in front would: for the site's own name, by https. 127.0.0.1 is no allowed host.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.parse as p, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'Host': p.urlsplit(os.environ.get('SITE_URL', 'http://127.0.0.1:8000')).netloc, 'X-Forwarded-Proto': 'https'}), timeout=4)"]
CMD ["gunicorn", "tracker.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--access-logfile", "-"]
