# Every target creates what it needs: a virtual environment in $(VENV) with the dependencies.
# Requires Python 3.11 or later, make, and a package index. Try: make help

# The first Python that is new enough; choose another with PYTHON=…
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
LOWEST := .venv-lowest
MATRIX := .venv-matrix
EMPTY := .venv-empty
# uv and pip-audit, apart from the development tools.
TOOLS := .venv-tools
UV := $(TOOLS)/bin/uv
# make matrix leaves out those that neither this machine nor uv's download has.
PYTHONS ?= 3.11 3.12 3.13 3.14
NOTES ?= data
KILLS ?= all
DEPTH ?= 25
ARGS ?=
# The tests run in two processes more than there are processors; more than 8 gain little. This is not among pytest's own options because a
# single test starts sooner in one process, and -s and --pdb need it: make test ARGS="-n0 -s".
PARALLEL := -n auto --maxprocesses 8 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help install demo demo-add test lint check format docs bench bench-writes bench-sync growth fuzz stress crash lock audit lowest matrix wheel clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## Create the virtual environment with readlist and the development tools

$(INSTALLED): pyproject.toml
	@test -n "$(PYTHON)" || { echo "readlist needs Python 3.11 or later; choose one with PYTHON=…" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ echo "this Python cannot create virtual environments (Debian: apt install python3-venv)" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --editable . --group dev
	@$(BIN)/python -m compileall -q src
	@touch $@

demo: export READLIST_DB := .demo/library.db
demo: $(INSTALLED) ## Import the example notes into a temporary library, search it, and list a topic
	@rm -rf .demo && mkdir .demo
	@set -e; show() { printf '\n$$ readlist'; printf ' %s' "$$@"; printf '\n'; $(BIN)/readlist "$$@"; }; \
		show import data; \
		show export --topic peft --format bibtex -o .demo/peft.bib; \
		show topics rag; \
		show search moe lora; \
		show list --topic rag

demo-add: export READLIST_DB := .demo/added.db
demo-add: export READLIST_CACHE_DIR := .demo/cache
demo-add: $(INSTALLED) ## Add papers by id, URL and title, from a local server that speaks arXiv's API
	@rm -rf .demo && mkdir .demo
	@$(BIN)/python tests/servers/arxiv.py sh -exc '$(BIN)/readlist add 2106.09685 https://arxiv.org/pdf/1706.03762v7 hep-th/9711200; \
		$(BIN)/readlist add --yes "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks"; \
		$(BIN)/readlist add 2106.09685; \
		$(BIN)/readlist add 2106.99999 || true; \
		$(BIN)/readlist list'

test: $(INSTALLED) ## Run the tests (options for pytest: ARGS=…; all examples of the property-based ones: DEPTH=100)
	@READLIST_TEST_DEPTH=$(DEPTH) $(BIN)/python -m pytest $(PARALLEL) $(ARGS)

lint: $(INSTALLED) ## Lint the code and check its types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test ## Run what CI runs: lint, types, tests

format: $(INSTALLED) ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(INSTALLED) ## Generate the command reference, docs/commands.md and docs/readlist.1
	@$(BIN)/python scripts/make_reference.py

bench: $(INSTALLED) ## Measure import, start-up and memory (other notes: NOTES=folder)
	@$(BIN)/python benchmarks/run.py $(NOTES) $(ARGS)

bench-writes: $(INSTALLED) ## Measure commands that change one entry, and readers beside a first import
	@$(BIN)/python benchmarks/writes.py $(ARGS)

bench-sync: $(INSTALLED) ## Measure what sharing costs, by git and PostgreSQL, as a table (ARGS="join --entries 10000")
	@$(BIN)/python benchmarks/sync.py $(ARGS)

fuzz: $(INSTALLED) ## Look for inputs that break a promise (ARGS="bibtex --seconds 600": one target, longer)
	@$(BIN)/python -c "import atheris" 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --group fuzz
	@$(BIN)/python tests/fuzz/run.py $(ARGS)

growth: $(INSTALLED) ## Measure how the cost of reading and matching grows, for shapes that invite squares
	@$(BIN)/python benchmarks/growth.py $(ARGS)

stress: $(INSTALLED) ## Let many processes change one library at once, and look for changes that are lost
	@$(BIN)/python benchmarks/stress.py $(ARGS)

exchange: $(INSTALLED) ## Run random interleavings of libraries that exchange operations; they must end alike
	@$(BIN)/python benchmarks/exchange.py $(ARGS)

crash: $(INSTALLED) ## Kill every command at each of its writes (needs strace; takes half an hour; KILLS=17: so many each)
	@READLIST_TEST_KILLS=$(KILLS) $(BIN)/python -m pytest tests/test_kill.py $(ARGS)

$(UV):
	@test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	@$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade uv pip-audit

lock: $(UV) ## Choose the newest versions that pyproject.toml allows, and write them to uv.lock
	@$(UV) lock --quiet --upgrade

audit: $(UV) ## Look for known weaknesses in the versions of uv.lock
	@$(UV) export --quiet --frozen --all-extras --all-groups --no-emit-project --format requirements-txt -o $(TOOLS)/requirements.txt
	@$(TOOLS)/bin/pip-audit --strict --disable-pip --require-hashes --requirement $(TOOLS)/requirements.txt $(ARGS)

lowest: $(UV) ## Run the tests with the lowest versions that pyproject.toml allows
	@test -x $(LOWEST)/bin/python || $(PYTHON) -m venv $(LOWEST)
	@$(UV) pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct --editable . --group dev
	@$(LOWEST)/bin/python -m pytest $(PARALLEL) $(ARGS)

matrix: $(UV) ## Run the tests with the versions of uv.lock on each of PYTHONS (3.11 to 3.14, or paths of interpreters)
	@set -e; for python in $(PYTHONS); do \
		if UV_PROJECT_ENVIRONMENT=$(MATRIX) $(UV) sync --quiet --frozen --python $$python; then \
			$(MATRIX)/bin/python --version; $(MATRIX)/bin/python -m pytest $(PARALLEL) $(ARGS); \
		else echo "left out: Python $$python" >&2; fi; done

wheel: $(UV) ## Build the wheel, install it with its dependencies in an empty environment, and run it there
	@rm -rf $(EMPTY) && $(UV) build --quiet --wheel --out-dir dist
	@$(UV) venv --quiet --python $(PYTHON) $(EMPTY) && $(UV) pip install --quiet --python $(EMPTY)/bin/python dist/readlist-*.whl
	@$(EMPTY)/bin/readlist --db $(EMPTY)/library.db import data && $(EMPTY)/bin/readlist --db $(EMPTY)/library.db search moe lora

clean: ## Remove everything the other targets created
	@rm -rf $(VENV) $(LOWEST) $(TOOLS) $(MATRIX) $(EMPTY) dist .demo .fuzz .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
