# Each target does its own set-up: Python 3.11+ and make are all that a machine needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
# One process more than two cores: some tests wait for servers and browsers. A file's tests stay together.
SPREAD := -n 3 --dist worksteal
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

.DEFAULT_GOAL := help
.PHONY: help setup run test check worker messages pictures lock

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Plumbline needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements/runtime.txt $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	@touch $@

$(DEV): requirements/dev.txt $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

%.mo: %.po | $(RUNTIME)
	@$(BIN)/python -m config.messages compile

setup: $(RUNTIME) $(TRANSLATIONS) ## create .venv with the locked dependencies

run: $(RUNTIME) $(TRANSLATIONS) ## database, question bank, demonstration data, web server and worker in one process tree
	@$(BIN)/python manage.py run --until-parent-ends

worker: $(RUNTIME) $(TRANSLATIONS) ## one more worker (with DATABASE_URL and CELERY_BROKER_URL set)
	@$(BIN)/python manage.py worker

test: $(DEV) $(TRANSLATIONS) ## the whole test suite; what uses the database runs on SQLite and, where it is, on PostgreSQL
	@$(BIN)/python -m pytest $(SPREAD)
	@$(BIN)/python -m tests.on_postgresql $(SPREAD)

check: $(DEV) $(TRANSLATIONS) ## style, types, import rules, templates, migrations, the shipped question banks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m tests.compile_templates
	$(BIN)/python -m config.messages check
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check_question_bank

messages: $(RUNTIME) ## bring locale/ up to date with the texts of the source, and say what is still to translate
	@$(BIN)/python -m config.messages

pictures: $(DEV) $(TRANSLATIONS) ## make the pictures in docs/pictures anew, from the demonstration data
	@$(BIN)/python -m tests.browser.pictures

lock: $(VENV)/pyvenv.cfg ## write the locked requirements anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --extra dev -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt
