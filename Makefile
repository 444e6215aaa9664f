# Two commands do everything on a machine with Python 3.11 or newer: `make run` and `make test`.
# `make help` lists the rest. Written for the make that macOS ships (3.81) as well as Debian's.

PYTHON ?= python3
PYTEST_ARGS ?= -n auto
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
LOCK := .venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

.DEFAULT_GOAL := help
.PHONY: help setup spark run stop test lint format bench bench-quick crash crash-quick browser lock clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: .venv/.ready ## Make .venv with comity in it; does nothing when nothing changed
	@:

run: setup ## Decide cases A and B and a made-up day, record, report; then run the desk on it
	@$(BIN)/comity demo
	@$(BIN)/python examples/cases.py
	@$(BIN)/comity desk demo --background

stop: ## End the desk that `make run` left running
	@$(BIN)/comity desk demo --stop

test: setup ## Run every test, those of the desk on SQLite and on PostgreSQL; then check the law
	@$(BIN)/python -m pytest $(PYTEST_ARGS)
	@COMITY_TEST_DATABASE=postgresql $(BIN)/python -m pytest $(PYTEST_ARGS) tests/desk
	@$(BIN)/comity law check

lint: setup ## Check style, types and which folder imports which
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@COMITY_DEBUG=1 $(BIN)/mypy src/comity tests $(wildcard bench/*.py)
	@$(BIN)/lint-imports --no-logo

format: setup ## Put every Python file into the house format
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

bench: setup ## Measure against other engines; writes bench/results.json
	@$(BIN)/python bench/run.py
	@$(BIN)/python bench/desk.py --part intake

bench-quick: setup ## The same in under a minute, with fewer cases
	@$(BIN)/python bench/run.py --quick
	@$(BIN)/python bench/desk.py --quick --part intake

crash: setup ## Kill server and worker 200 times on each database; writes bench/crash.json
	@$(BIN)/python bench/crash.py

crash-quick: setup ## The same with at least 20 kills, in under four minutes
	@$(BIN)/python bench/crash.py --quick

browser: setup ## Work through every page in a real browser; writes artifacts/ (needs chromium)
	@$(BIN)/python -m pytest tests/browser

spark: setup ## Add Spark to .venv (half a gigabyte; needs Java 17), for its tests and `--engine spark`
	@$(BIN)/python -c 'import pyspark' 2>/dev/null || $(PIP) install --require-hashes --no-build-isolation -r requirements/spark.txt

# The stamp is written last, so that an interrupted setup is simply begun again.
# The package itself is installed with the build backend that dev.txt pins (no build isolation),
# because pip would otherwise fetch a backend whose hash nobody has checked.
.venv/.ready: pyproject.toml requirements/dev.txt
	@$(BIN)/python -c '' 2>/dev/null || { echo "Setting up .venv (a minute or two, once) ..."; $(MAKE) -s .venv; }
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

.PHONY: .venv
.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "Comity needs Python 3.11 or newer, and '$(PYTHON)' is: $$($(PYTHON) --version 2>&1)" >&2; \
	    echo "Name a newer one that you have, for example: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    v=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	    echo "This Python cannot make environments: its ensurepip is missing." >&2; \
	    echo "On Debian or Ubuntu, as root: apt-get install python$$v-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv

lock: ## Choose versions anew; writes requirements/*.txt with hashes
	@$(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/python -m pip -qq --disable-pip-version-check install --require-hashes -r requirements/lock.txt
	@$(LOCK) --upgrade --extra bulk --extra prove --extra desk --extra bench --extra dev pyproject.toml requirements/build.in -o requirements/dev.txt
	@$(LOCK) --upgrade --extra bulk --extra prove --extra desk -c requirements/dev.txt pyproject.toml requirements/build.in -o requirements/run.txt
	@$(LOCK) --upgrade --extra spark -c requirements/dev.txt pyproject.toml -o requirements/spark.txt
	@$(LOCK) --upgrade requirements/lock.in -o requirements/lock.txt

clean: ## Remove what setup, tests and builds left behind
	@rm -rf .venv .venv-lock .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
