# Two commands matter: `make demo` serves the site with examples, `make test` runs everything. Both start from a fresh clone.
SHELL := /bin/sh
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
RUN_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)
WORKERS ?= 2

SERVER := $(PYTHON) -m setup.servers

.PHONY: setup setup-dev demo test test-here test-postgres check format messages bench bench-browser lock clean
.PHONY: elasticsearch elasticsearch-stop postgres postgres-stop
.DEFAULT_GOAL := demo

$(RUN_STAMP): requirements.txt
	@setup/system-packages demo
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV_STAMP): $(RUN_STAMP) requirements-dev.txt
	@setup/system-packages test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# Babel compiles the catalogues, so serving the site needs no gettext.
.run/catalogues: $(RUN_STAMP) $(CATALOGUES)
	@mkdir -p .run
	@$(BIN)/python setup/compile_catalogues.py
	@touch $@

# Compiled once here, so that nobody's first question waits for it.
.run/lexicon: $(RUN_STAMP) $(wildcard search/lexicon/*.csv reference/content/*.csv)
	@mkdir -p .run
	@$(BIN)/python -m search.lexicon
	@touch $@

setup: $(RUN_STAMP) .run/catalogues .run/lexicon

setup-dev: $(DEV_STAMP) .run/catalogues .run/lexicon

demo: setup
	@HOST=$(HOST) PORT=$(PORT) WORKERS=$(WORKERS) exec setup/serve-demo

# The whole suite on SQLite; then, where a PostgreSQL is exported, what stands on the database once more on that.
test: check test-here test-postgres

test-here: setup-dev
	env -u DATABASE_URL $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

test-postgres: setup-dev
	@BIN=$(BIN) WORKERS=$(WORKERS) setup/test-on-postgres

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run

format: setup-dev
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

messages: setup-dev
	$(MANAGE) makemessages --locale my --locale km --locale lo --locale th --add-location never --no-obsolete \
		--ignore .venv --ignore .run --ignore tests --ignore bench
	$(BIN)/python setup/compile_catalogues.py --report

bench: setup-dev
	@setup/system-packages bench
	$(BIN)/python -m bench

bench-browser: setup-dev
	$(BIN)/python -m bench.browser $(ARGS)

# Both print what to export, one a line, and nothing else there: export $$(make postgres)
elasticsearch postgres:
	@setup/system-packages $@ >&2
	@$(SERVER) start $@

elasticsearch-stop postgres-stop:
	@$(SERVER) stop $(@:-stop=)

lock:
	$(BIN)/uv pip compile --quiet --no-strip-extras --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --no-strip-extras --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt

clean:
	@$(SERVER) forget elasticsearch
	@$(SERVER) forget postgres
	rm -rf .run $(VENV)
