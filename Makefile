# Needs Python 3.11 to 3.13 and make; everything else is brought by the targets themselves.
.POSIX:
.SUFFIXES:

# PYTHON, or the first that runs and fits: a name may be a version manager's empty shell.
FITS = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
FIND_PYTHON = asked="$(PYTHON)"; \
	for each in $${asked:-python3.11 python3.12 python3.13 python3}; do \
	  if $$each -c '$(FITS)' >/dev/null 2>&1; then found=$$each; break; fi; done; \
	if [ -z "$$found" ]; then \
	  echo "Needs Python 3.11, 3.12 or 3.13 and found none; name it: make run PYTHON=/its/path" >&2; \
	  exit 1; fi
PY = .venv/bin/python
INSTALL = $(PY) -m pip install --quiet --quiet --disable-pip-version-check --no-input --require-hashes

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | while IFS='	' read -r name text; do \
	  printf '  make %-7s %s\n' "$$name" "$$text"; done

run: .venv/.runtime ## start the tracker at http://127.0.0.1:8000 (PORT=...); Ctrl-C stops it
	@exec $(PY) -m tracker.embedded

# Some tests (ARGS) run one after the other in the foreground, where a debugger can ask.
test: .venv/.dev ## run the tests on SQLite, and on TEST_DATABASE_URL if set (ARGS="-k name")
	@unset DATABASE_URL; set -- $(ARGS); \
	if [ $$# -eq 0 ]; then exec $(PY) -m tests.side_by_side; fi; \
	echo "Tests on SQLite"; $(PY) -m pytest "$$@" || exit; \
	if [ -n "$$TEST_DATABASE_URL" ]; then echo "Tests on PostgreSQL"; \
	  DATABASE_URL="$$TEST_DATABASE_URL" $(PY) -m pytest --only-database "$$@"; fi

# Their own Redis; PostgreSQL as for the tests. FAULTS_SUBSCRIBERS=300 to try, FAULTS_SEED to repeat.
faults: .venv/.dev ## kill, stop and starve what sends mails, for an hour or two (ARGS="-k relay")
	@unset DATABASE_URL; $(PY) -m pytest -p no:randomly -rA $(ARGS) tests/faults

# The settings of a production site, as far as the check looks at them; the key is nobody's.
check: .venv/.dev ## format, lint, types, import table, migrations, deployment settings, OpenAPI
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy .
	$(PY) -m pytest -q tests/test_architecture.py
	$(PY) manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy"; mkdir -p var && \
	SITE_URL=https://tracker.example.org \
	SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	EMAIL_URL=smtp://relay.example.org DATABASE_URL=sqlite:///var/check.sqlite3 \
	$(PY) manage.py check --deploy --fail-level WARNING
	$(PY) manage.py spectacular --validate --fail-on-warn --file /dev/null

# Wants GNU gettext; what it leaves empty or marks as fuzzy is for a person to say.
words: .venv/.dev ## collect the pages' words for French and German, and compile the catalogues
	$(PY) manage.py makemessages -l fr -l de --no-location --no-wrap --no-obsolete \
	  --ignore=.venv --ignore=var --ignore=tests --ignore='legislation/admin' \
	  --ignore='legislation/templates/admin/*'
	$(PY) manage.py compilemessages --ignore=.venv

bench: .venv/.dev ## run each script in benchmarks/
	@for script in benchmarks/[a-z]*.py; do [ -e "$$script" ] || continue; \
	  echo "== $$script"; PYTHONPATH=. $(PY) "$$script" || exit 1; done

# For 3.11.0 onwards, since Debian has 3.11.2. An index's address would tie the files to one network.
# Newer versions: make lock ARGS=--upgrade
LOCK = $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(ARGS)
lock: .venv/.dev ## pin the requirements anew, with hashes (ARGS=--upgrade for newer versions)
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	@if grep -n '://\|^--index\|^--extra\|^--find' requirements.txt requirements-dev.txt; then \
	  echo "the lock names an address" >&2; exit 1; fi

# var/ stays: it may hold somebody's database, mails and key.
clean: ## remove .venv and caches; var/ with the data stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis htmlcov .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is written last: an interrupted installation is taken up again, a finished one is not.
.venv/.runtime: requirements.txt .venv/.made
	@echo "Installing what the tracker needs (half a minute the first time)"
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.made
	@echo "Installing what tests and checks need (a minute the first time)"
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

# Not bin/python: it is there even if making the environment failed half-way, for want of pip.
.venv/.made:
	@if ! { $(PY) -c '$(FITS)' && $(PY) -m pip --version; } >/dev/null 2>&1; then \
	  $(FIND_PYTHON); echo "Making .venv with $$found"; \
	  $$found -m venv --clear .venv || { rm -rf .venv; exit 1; }; fi
	@touch $@

.PHONY: help run test faults check words bench lock clean
