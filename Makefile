# What a person or CI does with a clone. Each target first brings .venv up to date, which takes no time when nothing changed.
# make PYTHON=python3.13 takes another Python, make DEV=1 run Django's development server.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
PYTEST_WORKERS ?= 2
ARGS ?=

# Nothing of this exists; it only has the form of what production has.
PRODUCTION := DATABASE_URL=postgres://check@database.invalid/check ALLOWED_HOSTS=check.invalid \
	SECRET_KEY=Mz4-only-to-look-at-the-settings-8cQ1vXn0pWfK7rTgYbLdHs3uJe

.DEFAULT_GOAL := help
.PHONY: help install run test check lint types settings format score bench chaos clean
MAKEFLAGS += --no-print-directory

# A virtual environment whose Python was removed or upgraded is made anew.
ifneq ($(shell $(PY) -c 'print(1)' 2>/dev/null),1)
.PHONY: $(STAMP)
endif

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): uv.lock pyproject.toml config/bootstrap.py
	@$(PYTHON) config/bootstrap.py
	@touch $@

install: $(STAMP) ## put the locked dependencies into .venv
	@:

run: $(STAMP) ## start everything; PORT=8080 takes another port, DEV=1 the development server
	@DEVELOPMENT="$${DEVELOPMENT:-1}" exec $(PY) manage.py dev $(if $(DEV),--reload) $(ARGS)

test: $(STAMP) ## run the whole suite; ARGS="-k retry" passes options to pytest
	@$(PY) -m pytest -n $(PYTEST_WORKERS) --dist loadgroup $(ARGS)

check: lint types settings ## lint, format, types, architecture, lengths, deployment settings, missing migrations

lint: $(STAMP)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@PYTHONPATH=. $(VENV)/bin/lint-imports
	@$(PY) -m tests.house

types: $(STAMP)
	@$(PY) -m mypy

settings: $(STAMP)
	@$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	@$(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

format: $(STAMP) ## let ruff mend what it can
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

score: $(STAMP) ## the analyser's figures on ../shared/corpus/resumes
	@$(PY) -m tests.quality.score $(ARGS)

bench: $(STAMP) ## speeds, as ratios
	@$(PY) -m tests.bench $(ARGS)

chaos: $(STAMP) ## kill workers, cluster and database at random, and count what was lost
	@$(PY) -m tests.chaos $(ARGS)

clean: ## remove .venv and caches; .data/, with the database, stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
