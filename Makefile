# Singgah: `make help` lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# The newest Python from 3.11 on that really runs and can make an environment.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	if $$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1; \
	then echo $$p; break; fi; done)
PORT ?= 8000
BIN := .venv/bin
RUN_STAMP := .venv/.run-$(shell cksum < requirements/run.txt | tr ' ' '-')
DEV_STAMP := .venv/.dev-$(shell cksum < requirements/dev.txt | tr ' ' '-')
# The locks name everything, so pip has nothing to find out, and much of what is installed is never loaded: Python
# compiles a file when it is, and keeps that.
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes --no-deps --no-compile
# Of two beside each other each takes every other library: one waits for the network or reads an index while the other
# unpacks. What they say of each other's half-written ones is nobody's business; where one fails, one alone says why.
# (The first would not hear Ctrl-C: a shell lets what runs beside it go on.)
INSTALL = awk '/^[^ \#]/ {n++} {print > (".venv/half-" n % 2 ".txt")}' $(1); \
	$(PIP) -r .venv/half-0.txt >/dev/null 2>&1 & beside=$$!; trap 'kill $$beside; exit 130' INT TERM; \
	$(PIP) -r .venv/half-1.txt >/dev/null 2>&1; here=$$?; \
	wait $$beside && test $$here = 0 || $(PIP) -r $(1)
# What the processes load, by one that ends then: what a compiler leaves behind would stay in theirs (25 MB).
COMPILED := PYTHONDONTWRITEBYTECODE= DEMO=1 DATA_DIR=.venv/compiling $(BIN)/python -c "from config.loading import forking; \
	forking.preload('load_pages', 'load_work', 'load_server')" && rm -rf .venv/compiling
COMPILE := $(BIN)/uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11
# Where what looks for known holes is installed, apart from what it looks at.
AUDIT := var/audit
# And what makes the load.
LOAD := var/load
MINUTES ?= 10
# How old the locked dependencies may be.
MOST_DAYS ?= 45
# Processes that share the tests, each with databases of its own; more than cores, since many wait.
WORKERS ?= 3
# Tests never touch the data of `make run`.
# Compiled files are kept, whatever the surroundings say: tests start some hundred processes.
TEST_ENV := PYTHONDONTWRITEBYTECODE= DEMO=1 DATA_DIR=var/test

.PHONY: help run upgrade env rotate sbom audit check installed collected test test-slow lint lint-types lint-rest format bench load screenshots mail-pictures messages openapi css lock lock-age clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Singgah needs Python 3.11, 3.12 or 3.13 with venv; install one and try again."; exit 1; }
	@$(PYTHON) -m venv .venv

$(RUN_STAMP): | .venv/bin/python
	@echo "Installing what is needed (once) ..."
	@$(call INSTALL,requirements/run.txt)
	@$(COMPILED)
	@rm -f .venv/.run-* && touch $@

$(DEV_STAMP): | .venv/bin/python
	@echo "Installing what is needed for development (once) ..."
	@$(call INSTALL,requirements/dev.txt)
	@rm -f .venv/.dev-* && touch $@

run: $(RUN_STAMP) ## Serve the whole system on http://127.0.0.1:8000 (PORT= for another) with demo data
	@PYTHONDONTWRITEBYTECODE= DEMO=$${DEMO:-1} PORT=$(PORT) exec $(BIN)/python -m config.supervisor

upgrade: $(RUN_STAMP) ## Install, or go on to the release that lies here: libraries, backup, static files, tables
	@deploy/manage upgrade $(ARGS)

env: ## Write .env for docker-compose.yml: secrets made, questions asked (ARGS=--defaults asks nothing)
	@$(or $(PYTHON),python3) -m config.write_env $(ARGS)

# The rules and what is told: no processes, no browser, no other database.
CORE := tests/scheduling/test_capacity.py tests/scheduling/test_availability.py tests/scheduling/database/test_guards.py \
	tests/visits/life/test_steps.py tests/visits/life/test_waiting_list.py tests/notifications/plan/test_life.py \
	tests/visits/api/schema/test_schema.py tests/test_layout.py
# What differs from the commit before (SINCE= for another), and the tests of it by their path.
SINCE ?= HEAD
CHANGED = $(shell { git diff --name-only --diff-filter=d $(SINCE) -- '*.py'; \
	git ls-files --others --exclude-standard -- '*.py'; } 2>/dev/null)
TOUCHED = $(filter tests/%,$(foreach file,$(CHANGED),$(if $(filter test_%,$(notdir $(file))),$(file)))) \
	$(wildcard $(foreach file,$(filter-out tests/%,$(CHANGED)),tests/$(dir $(file))test_$(notdir $(file))))

rotate: ## Say what each secret of .env is for; ARGS=SECRET_KEY gives it a new value, ARGS='--forget SECRET_KEY' ends the former
	@$(or $(PYTHON),python3) -m config.operator.rotate_secrets $(ARGS)

sbom: ## Write the bills of materials (CycloneDX) of what runs and what builds it to build/sbom/
	@$(or $(PYTHON),python3) -m config.operator.sbom build/sbom/singgah.cdx.json
	@$(or $(PYTHON),python3) -m config.operator.sbom --dev build/sbom/singgah-dev.cdx.json

$(AUDIT)/bin/pip-audit: requirements/audit.txt | .venv/bin/python
	@$(BIN)/python -m venv --clear $(AUDIT)
	@$(AUDIT)/bin/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements/audit.txt
	@touch $@

# --strict: a library that could not be looked up is no library without holes.
audit: $(AUDIT)/bin/pip-audit ## Ask PyPI's and npm's lists of known holes about every locked library (needs both)
	@$(AUDIT)/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/run.txt -r requirements/dev.txt -r requirements/audit.txt
	@npm audit --prefix tests/node --package-lock-only

check: lint ## Lint, the quick core of the tests, and quick tests of what you changed (SINCE= a commit)
	@$(TEST_ENV) $(BIN)/python -m pytest -q -m "not slow and not machine_clock" -n $(WORKERS) --dist worksteal $(sort $(CORE) $(TOUCHED))

installed: $(DEV_STAMP)

# The first to read the tests compiles them, twenty seconds: in CI one beside the lint, not each worker.
collected: $(DEV_STAMP)
	@$(TEST_ENV) $(BIN)/python -m pytest -qq --collect-only >/dev/null

test: $(DEV_STAMP) ## Run every test (REQUIRE_SERVICES=1: fail where PostgreSQL, Redis or Chromium lack)
	@$(TEST_ENV) $(BIN)/python -m pytest -m "not slow" -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-slow: $(DEV_STAMP) ## Run the long proofs
	@$(TEST_ENV) $(BIN)/python -m pytest -m slow

# Types take most of the time, on one core; the rest goes beside them.
lint: $(DEV_STAMP) ## Check format, style, types, templates, architecture and lock files
	@$(MAKE) --no-print-directory -j2 lint-types lint-rest

lint-types: $(DEV_STAMP)
	@$(TEST_ENV) $(BIN)/mypy

lint-rest: $(DEV_STAMP)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/djlint --quiet --check --lint templates
	@$(BIN)/lint-imports
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
	@! grep -nE '(https?|file)://|--(extra-)?index-url|--find-links' requirements/*.txt || { echo "A lock file names an address."; exit 1; }

format: $(DEV_STAMP) ## Format code and templates
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/djlint --quiet --reformat templates

bench: $(DEV_STAMP) ## Measure the paths that must be quick; PEERS=1 measures other programs beside us too
	@$(TEST_ENV) PEERS=$(PEERS) $(BIN)/python -m tests.load.bench

$(LOAD)/bin/locust: requirements/load.txt | .venv/bin/python
	@$(BIN)/python -m venv --clear $(LOAD)
	@$(LOAD)/bin/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements/load.txt
	@touch $@

load: $(DEV_STAMP) $(LOAD)/bin/locust ## A day of fifty hosts in MINUTES (10); KILL=1 kills each process in turn (PostgreSQL, Redis)
	@$(TEST_ENV) LOAD_MINUTES=$(MINUTES) LOAD_KILL=$(KILL) LOCUST=$(CURDIR)/$(LOAD)/bin/locust \
		$(BIN)/python -m pytest -q -s -p no:randomly tests/load/day

screenshots: $(DEV_STAMP) ## Picture every page at 320, 390 and 1280 px, by day and by night, in screenshots/
	@$(TEST_ENV) SCREENSHOTS=screenshots $(BIN)/python -m pytest tests/browser -q

mail-pictures: $(DEV_STAMP) ## Picture every mail in docs/pictures/mail/, to be looked at (ten minutes)
	@rm -rf var/mail-pictures
	@$(TEST_ENV) PICTURES=var/mail-pictures $(BIN)/python -m pytest tests/browser/test_mails.py -m slow -q
	@$(BIN)/python -m tests.notifications.letterhead.write_pictures var/mail-pictures

messages: $(DEV_STAMP) ## Collect the English texts and compile their Indonesian (needs gettext)
	@$(TEST_ENV) $(BIN)/python manage.py makemessages -l id --no-obsolete --no-location --no-wrap --ignore=.venv --ignore=var --ignore=tests
	@$(TEST_ENV) $(BIN)/python manage.py compilemessages --ignore=.venv --ignore=var

openapi: $(DEV_STAMP) ## Write docs/openapi.yaml; refuses what would break programs (BREAKING=1: all the same)
	@$(TEST_ENV) $(BIN)/python -m tests.visits.api.schema.write_openapi

css: $(DEV_STAMP) ## Write static/css/ from styles/
	@$(BIN)/python -m tests.styles.write_css

lock: $(DEV_STAMP) ## Pin the newest dependencies with hashes, and note the day
	@$(COMPILE) --upgrade pyproject.toml -o requirements/run.txt >/dev/null
	@$(COMPILE) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt >/dev/null
	@$(COMPILE) --upgrade --group pyproject.toml:audit -o requirements/audit.txt >/dev/null
	@$(COMPILE) --upgrade --group pyproject.toml:load -o requirements/load.txt >/dev/null
	@date -u +%F > requirements/locked-on

lock-age: ## Fail where the locked dependencies are older than MOST_DAYS (45): a routine runs it, then make lock
	@test $$(( ($$(date -u +%s) - $$(date -u -d "$$(cat requirements/locked-on)" +%s)) / 86400 )) -le $(MOST_DAYS) || \
	{ echo "The dependencies were locked on $$(cat requirements/locked-on), over $(MOST_DAYS) days ago: make lock, make test, commit."; exit 1; }

clean: ## Remove the environment and caches; data in var/ stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache staticfiles
