# `make run` serves the platform with demonstration content; `make test` runs the whole suite.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PORT ?= 8000

.PHONY: run install test lint bench lock clean
.DEFAULT_GOAL := help

help:
	@echo "make run      serve the platform with demonstration content (PORT=$(PORT))"
	@echo "make test     run the whole suite, browser tests included"
	@echo "make lint     style, types, layers, states, messages"
	@echo "make bench    all benchmarks; one with BENCH=name SIZE=n"
	@echo "make install  the virtual environment alone"

$(VENV)/python-ok:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Enlace Sur needs Python 3.11 or later. '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || echo not installed). Try: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make a virtual environment. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@touch $@

$(VENV)/base-ok: $(VENV)/python-ok requirements/base.txt pyproject.toml
	@echo "Installing…"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev-ok: $(VENV)/base-ok requirements/dev.txt
	@echo "Installing what tests and checks need…"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

install: $(VENV)/base-ok

run: install
	@DEMO=$${DEMO-1} $(BIN)/enlacesur run

test: $(VENV)/dev-ok
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

lint: $(VENV)/dev-ok
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache >/tmp/enlacesur-layers.$$$$ || { cat /tmp/enlacesur-layers.$$$$; exit 1; }
	@$(BIN)/mypy config enlacesur
	@$(BIN)/enlacesur states --check
	@$(BIN)/enlacesur messages --check
	@$(BIN)/enlacesur glossary
	@$(BIN)/enlacesur rubrics
	@$(BIN)/enlacesur makemigrations --check --dry-run

bench: $(VENV)/dev-ok
	@$(BIN)/python -m bench $(if $(BENCH),--bench $(BENCH)) $(if $(SIZE),--size $(SIZE))

# Lock files for every platform, with hashes. Needs uv.
lock:
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements/base.txt
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group dev -o requirements/dev.txt

clean:
	rm -rf $(VENV) var
