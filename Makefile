# The words people use. PYTHON is the interpreter of the environment in which the project is installed.
PYTHON ?= .venv/bin/python

.PHONY: build test lint card ci

build:            ## check and package the corpus
	$(PYTHON) -m corpus_kp build

test:             ## run all tests with coverage
	$(PYTHON) -m pytest -n auto --dist loadscope --cov --cov-report=term

lint:             ## style and types
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy

card:             ## make the numbers of DATASET_CARD.md anew
	$(PYTHON) -m corpus_kp card

ci: lint test     ## what CI runs after setting up
