# What one does here; `make` alone explains it. Everything runs in .venv.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install demo run test check bench faults mutations samples schemas clean

help:  ## show this
	@echo "tocsin: rings when fighting breaks out in a region somebody watches"
	@echo
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18
	@echo
	@echo "Start with: make demo"

install: .venv/installed  ## make .venv with everything in it, the command tocsin included

.venv/installed: pyproject.toml constraints.txt
	@echo "installing into .venv (about a minute the first time)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tocsin needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[local,dev]'
	@$(BIN)/tocsin broker --fetch || echo "going on without: the first start of Kafka tries again"
	@touch $@

demo: install  ## see an alarm go off: invented wires, real Kafka, half a minute
	@$(BIN)/tocsin demo

run: install  ## run every role on this machine, until Ctrl-C
	@$(BIN)/tocsin run

# Two at once, each with a broker of its own: most of the time is waiting. A file stays together.
# A test that hangs ends its process, which is said and replaced; nothing milder ends every hang.
test: install  ## all tests, those with a broker included
	@$(BIN)/python -m pytest -n 2 --dist loadfile --timeout-method=thread

check: install  ## lint, format, types, schemas up to date
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest tests/schemas
	@echo "check: all good"

bench: install  ## measure judgement (the labelled suite) and speed
	@$(BIN)/python -m tests.bench

faults: install  ## break what workers stand on and account for every record; S=kill for one only
	@$(BIN)/python -m tests.faults $(S)

mutations: install  ## plant bugs that lose records, one by one: would the tests notice?
	@$(BIN)/python -m tests.mutations

samples: install  ## store what this release writes, for later ones to be held against
	@$(BIN)/python -m tests.schemas.sampling

schemas: install  ## write schemas/json and docs/asyncapi.json anew from the records
	@$(BIN)/python -m schemas.jsonschema
	@$(BIN)/python -m schemas.asyncapi

clean:  ## remove .venv and .tocsin: all that install and runs made, Kafka's data too
	rm -rf .venv .tocsin
