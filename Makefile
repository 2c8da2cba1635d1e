# make run    a store from the bundled reports, and what it says
# make test   everything that must hold: style, types, tests
# make train  the weights of the extractor's two linear models, from the written corpus's training part
# make golden what is read out of the seeds, written anew after a change that was meant
# make portability  what every query says on every engine that is here, written into docs/portability.md
# make bench  how fast it is; BENCH=--quick with fewer reports
# make lint · make clean

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := run
.PHONY: run test lint train golden portability bench clean

VENV := .venv
BIN := $(VENV)/bin
KG := $(BIN)/kg
STORE ?= .kg/store
# The first Python of at least 3.11 on the path; PYTHON=… names another.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$$name"; break; fi; done)

# The stamp comes last, so an installation that broke off is taken up again by the next call.
$(VENV)/installed: requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
		echo 'make: no Python 3.11 or newer was found; install one, or name it: make PYTHON=/path/to/python3' >&2; exit 1; fi
	@[ -x $(BIN)/python ] || "$(PYTHON)" -m venv $(VENV)
	@echo 'Installing what requirements.lock lists into $(VENV) …' >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e '.[reason]'
	@touch $@

run: $(VENV)/installed
	@$(KG) --store $(STORE) build -f table
	@echo; echo 'POSITIONS BY ISSUE'; $(KG) --store $(STORE) positions -f table
	@echo; echo 'CONFLICTS'; $(KG) --store $(STORE) conflicts -f table
	@echo; echo 'OVERLAPS'; $(KG) --store $(STORE) overlaps -f table
	@echo; echo 'The store is in $(STORE). Try next:'
	@echo '  $(KG) query --list                 the questions it can be asked'
	@echo '  $(KG) positions --party Ukraine    what one party wants'
	@echo '  $(KG) show ID                      the sentence, report and rule behind any line above'
	@echo '  $(KG) add REPORT.txt               one more report'
	@echo '  $(KG) review --by NAME             accept, reject or correct what was read'

test: lint
	@$(BIN)/python -m pytest -q -n auto --dist worksteal

lint: $(VENV)/installed
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

train: $(VENV)/installed
	@PYTHONPATH=. $(BIN)/python training/train.py

golden: $(VENV)/installed
	@$(BIN)/python tests/test_golden.py

portability: $(VENV)/installed
	@PYTHONPATH=.:tests $(BIN)/python tests/portability.py --write docs/portability.md

bench: $(VENV)/installed
	@$(BIN)/python benchmarks/startup.py
	@$(BIN)/python benchmarks/extraction.py $(BENCH)
	@$(BIN)/python benchmarks/adding.py $(BENCH)
	@$(BIN)/python benchmarks/endpoint.py $(BENCH)

clean:
	@rm -rf .kg build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis benchmarks/results
	@find kg tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
