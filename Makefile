# 读网 Duwang. `make run` shows the product, `make test` runs what CI runs. Needs Python >= 3.11 and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench bench-stream golden docs lock clean help

help:
	@echo "make run    start API and stream on http://127.0.0.1:8000 and check the demo posts"
	@echo "make test   everything that CI runs: lint, types, layers, lexicons, tests"
	@echo "make lint   formatting, style, types, layers, lexicons"
	@echo "make bench  speed, memory and peers, side by side"
	@echo "make bench-stream  the stream on a real Kafka and PostgreSQL; takes about ten minutes"
	@echo "make golden rewrite the golden reports (then read the diff)"
	@echo "make docs   write the pages of all rules, docs/rules, anew from the lexicons"

$(BIN)/.run: requirements/run.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Duwang needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(BIN)/.dev: requirements/dev.txt $(BIN)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes -r requirements/dev.txt
	touch $@

run: $(BIN)/.run
	$(BIN)/duwang run --demo

lint: $(BIN)/.dev
	$(BIN)/ruff format --check services tests
	$(BIN)/ruff check services tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/duwang lexicon lint

test: lint
	$(BIN)/python -m pytest

bench-stream: $(BIN)/.dev
	$(BIN)/python -m tests.bench --only stream

golden: $(BIN)/.dev
	$(BIN)/python -m pytest tests/golden tests/api/test_openapi.py --rewrite-golden

docs: $(BIN)/.run
	$(BIN)/duwang lexicon docs --out docs/rules

bench: $(BIN)/.dev
	$(BIN)/python -m tests.bench

# Needs uv; writes the pinned and hashed requirements from pyproject.toml.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet pyproject.toml --extra kafka --extra postgresql -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --group dev -c requirements/run.txt -o requirements/dev.txt

clean:
	rm -rf $(VENV) var
