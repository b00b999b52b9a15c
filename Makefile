# The README's two commands are `make demo` and `make test`; each does its own set-up with Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
KLAAR  := $(VENV)/.klaar

.DEFAULT_GOAL := help
.PHONY: help demo test test-lang check format bench fuzz docs wheel clean lock

help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(KLAAR): lock/ontwikkelen.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r lock/ontwikkelen.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(KLAAR)

demo: $(KLAAR)   ## a synthetic organisation, three source systems, the Wzd overview (about a minute)
	@$(BIN)/datastation demo demo-station

test: $(KLAAR)   ## all tests but the long ones
	$(BIN)/pytest -n 2

test-lang: $(KLAAR)  ## the long tests: kill at random moments, another RML engine, the wheel in an empty environment
	$(BIN)/pytest -m lang

check: $(KLAAR)  ## format, lint, types, layers, published hashes
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python tools/hashes.py --toets
	$(BIN)/pytest -q tests/repository

format: $(KLAAR)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(KLAAR)  ## measure: ratios in one run (about a quarter of an hour; run nothing else)
	$(BIN)/python -m benchmarks

# Each target for ten minutes, or for FUZZ_RUNS executions: make fuzz FUZZ_DOELEN=poort FUZZ_RUNS=1000000
FUZZ_DOELEN ?= poort vertrouwen berichten beleid logboek
FUZZ_TIJD   ?= 600
FUZZ_RUNS   ?= 0

fuzz: $(KLAAR)   ## change what strangers send, guided by coverage (ten minutes a target; findings in fuzz/vondsten)
	$(BIN)/pip install --quiet --disable-pip-version-check 'atheris>=3.0'
	for doel in $(FUZZ_DOELEN); do $(BIN)/python -m fuzz $$doel --keer $(FUZZ_RUNS) --tijd $(if $(filter 0,$(FUZZ_RUNS)),$(FUZZ_TIJD),0) || exit 1; done

docs: $(KLAAR)   ## make the pages that are built from code again
	$(BIN)/python tools/paginas.py

wheel: $(KLAAR)  ## build dist/*.whl
	$(BIN)/python -m hatchling build -t wheel

lock:            ## new lock files (needs uv)
	uv pip compile --upgrade --generate-hashes --no-header --no-annotate --universal --python-version 3.11 pyproject.toml -o lock/draaien.txt
	uv pip compile --generate-hashes --no-header --no-annotate --universal --python-version 3.11 -c lock/draaien.txt pyproject.toml --group dev -o lock/ontwikkelen.txt

clean:           ## remove what make made
	rm -rf $(VENV) dist build demo-station .pytest_cache .mypy_cache .ruff_cache .hypothesis
