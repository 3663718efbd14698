# GNU make 4.3 or newer, git and any Python from 3.11 on.  `make help` lists what there is.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first interpreter that is new enough; `make PYTHON=/path/to/python3 …` names another.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$p"; break; }; done)
JOBS ?= 2
QUARTER ?= 2023-Q2
SECONDS ?= 600
SAMPLE ?= 300
DIR ?= tests/data/draft
BIN := .venv/bin
READY := .venv/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install

# Two numeric threads on two cores only get into each other's way at these sizes.
export OPENBLAS_NUM_THREADS := 1
export PYTHONUTF8 := 1

.PHONY: help demo test lint types walls pytest heavy office scale attack corpus mutation slow example golden messages docs gallery bench clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 12

demo: $(READY) ## install, then the main job on this repository's own workspace
	@echo '$$ scorecard check' && $(BIN)/scorecard check
	@echo '$$ scorecard status' && $(BIN)/scorecard status
	@echo '$$ scorecard render $(QUARTER)' && $(BIN)/scorecard render $(QUARTER)

test: lint walls ## everything that has to hold before a change lands
	@$(MAKE) --no-print-directory -j 2 types pytest

lint: $(READY) ## ruff: rules and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet

types: $(READY) ## mypy --strict (see pyproject.toml)
	$(BIN)/mypy --strict

walls: $(READY) ## who may import whom
	$(BIN)/lint-imports --no-logo

PYTEST := $(BIN)/pytest -q -n $(JOBS) --dist loadfile --no-loadscope-reorder

pytest: $(READY) ## the tests; of those with LibreOffice one
	$(PYTEST) -m '(not office or every_run) and not heavy'

heavy: $(READY) ## the rest of the long suites: a year lived, made-up tables, verify, departments
	$(PYTEST) -m heavy

office: $(READY) ## the other tests with LibreOffice, skipped where it is not installed
	$(PYTEST) -m 'office and not every_run'

scale: .venv-scale/.installed ## datasets and clusters: the extras scale and spark in an environment of their own (half a GB)
	.venv-scale/bin/pytest -q -m scale tests/test_scale.py tests/test_spark.py

attack: $(READY) ## kills, full drives, crowds, tampering, charsets, strange cells: each for SECONDS (600)
	PYTHONPATH=tests $(BIN)/python tests/attack.py --seconds $(SECONDS)

corpus: $(READY) ## any folder of workbooks, DIR=…, through assess, check and collect
	$(BIN)/python tools/corpus.py $(DIR)

mutation: .venv-mutation/.installed ## SAMPLE (300) mutants of the judge and the cell grammar: how many the tests notice
	PYTHONPATH=tests .venv-mutation/bin/python tools/mutation.py --sample $(SAMPLE) --jobs $(JOBS)

slow: $(READY) ## the long tests: 1,000 fill-ins, 200 kills of collect and of the ledger, 200 workbooks, thorough laws
	FILL_INS=1000 COLLECT_KILLS=200 LEDGER_KILLS=200 RANDOM_WORKSPACES=200 REBUILT='zh en' MIXTURES=400 \
	HYPOTHESIS_PROFILE=thorough $(BIN)/pytest -q -n $(JOBS) \
		tests/test_people.py tests/test_collect_kills.py tests/test_ledger.py \
		tests/test_live_arithmetic.py tests/test_rules_laws.py tests/test_cells.py tests/test_init.py \
		tests/test_verify.py

golden: $(READY) ## write the golden texts of the tests anew, to be read as a change
	UPDATE_GOLDEN=1 $(BIN)/pytest -q tests/test_golden.py tests/test_text.py tests/test_excel.py

example: $(READY) ## build the example of `scorecard init` anew, after forms or ledger have changed
	$(BIN)/python tools/example.py

messages: $(READY) ## collect the texts, update and compile the translations
	$(BIN)/python tools/messages.py --prune

docs: $(READY) ## write the reference pages, the tree of modules and the pictures of the methods anew
	$(BIN)/python tools/reference.py
	$(BIN)/python tools/modules.py
	$(BIN)/python tools/method_charts.py

gallery: $(READY) ## picture every output of the example for docs/gallery.md
	$(BIN)/python tools/gallery.py

bench: $(READY) ## ratios against their goals; RECORD=--record keeps them in benchmarks/history.csv
	$(BIN)/python benchmarks/run.py $(RECORD)

gold: $(READY) ## how well documents are read: DIR holds docs/*.txt and gold.csv
	$(BIN)/python tools/gold.py $(DIR)

clean: ## remove what make has made
	rm -rf .venv .venv-scale .venv-mutation mutants .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer was not found. Install it, or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)' >&2; exit 1; }
	@echo 'installing into .venv (once, about a minute)'
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv || { rm -rf .venv; echo 'Python has no venv module. On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@$(PIP) --require-hashes -r constraints.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# Not in .venv: where pyarrow is installed, pandas loads it at every start.
.venv-scale/.installed: pyproject.toml constraints.txt constraints-scale.txt
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer was not found.' >&2; exit 1; }
	@echo 'installing into .venv-scale (once, some minutes)'
	@test -x .venv-scale/bin/python || "$(PYTHON)" -m venv .venv-scale
	@.venv-scale/bin/python -m pip --disable-pip-version-check -qq install --require-hashes -r constraints.txt -r constraints-scale.txt
	@.venv-scale/bin/python -m pip --disable-pip-version-check -qq install --no-deps --no-build-isolation -e .
	@touch $@

# Not among the pinned tools: nothing but this target needs it.
.venv-mutation/.installed: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer was not found.' >&2; exit 1; }
	@echo 'installing into .venv-mutation (once, about a minute)'
	@test -x .venv-mutation/bin/python || "$(PYTHON)" -m venv .venv-mutation
	@.venv-mutation/bin/python -m pip --disable-pip-version-check -qq install --require-hashes -r constraints.txt
	@.venv-mutation/bin/python -m pip --disable-pip-version-check -qq install mutmut==3.8.1
	@touch $@
