# make run           starts the app
# make test          runs all tests but those of the next two
# make test-long     runs whole trainings, for minutes
# make test-cluster  runs those with Ray, PostgreSQL and haproxy
# All make .venv and install what they need; only Python 3.11 to 3.13 has to be there.

PYTHON ?= python3
PORT ?= 8501
HOST ?=
BIN := .venv/bin

.PHONY: run test types all-tests test-long test-cluster clean

run: .venv/run.stamp
	@$(BIN)/python -m digitnet serve --port $(PORT) $(if $(HOST),--host $(HOST))

test: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory --jobs 2 types all-tests

types:
	$(BIN)/mypy

all-tests:
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder --reruns 1

test-long: .venv/test.stamp
	$(BIN)/python -m pytest -m long

test-cluster: .venv/cluster.stamp
	$(BIN)/python -m pytest -m cluster

clean:
	rm -rf .venv

.venv/run.stamp: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test.stamp: requirements.txt requirements-dev.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/run.stamp

.venv/cluster.stamp: pyproject.toml .venv/test.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[cluster,cluster-tests]"
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else "digitnet needs Python 3.11, 3.12 or 3.13.")'
	$(PYTHON) -m venv .venv
