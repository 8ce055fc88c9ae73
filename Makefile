# Needs Python 3.11 or newer, make, and the indexes of pip and npm; everything else is set up in .venv, Node too where
# there is none.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
  "$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
USER_READY := .venv/.user-ready
DEV_READY := .venv/.dev-ready
NODE := interpreter/careway/replay/node
NODE_READY := $(NODE)/node_modules/.ready
EDITOR := editors/vscode
EDITOR_READY := $(EDITOR)/node_modules/.ready
BROWSER_READY := .venv/.browser-ready
STUDIO_READY := .venv/.studio-ready
PLAYGROUND_READY := .venv/.playground-ready
PAGE := editors/studio
PAGE_READY := $(PAGE)/node_modules/.ready
PAGE_BUILT := interpreter/careway/studio/assets/index.html

.DEFAULT_GOAL := help
.PHONY: help demo test check prove replay agree naive conformance bench fuzz mutate mutants manual schemas studio playground wheel vscode format clean

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|' 2>/dev/null || grep '##' Makefile

demo: $(USER_READY) ## Check both guidelines and run them on their example patients
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh bench/demo.sh

test: $(DEV_READY) $(NODE_READY) $(EDITOR_READY) $(PAGE_BUILT) $(BROWSER_READY) ## Lint, types, and every test
	@status=0; \
	$(BIN)/ruff check --quiet . || status=1; \
	$(BIN)/ruff format --quiet --check . || { echo 'some files are not formatted: run make format'; status=1; }; \
	$(BIN)/mypy --no-error-summary || status=1; \
	$(BIN)/mypy --no-error-summary bench docs/manual editors/studio/playground tests/support || status=1; \
	$(BIN)/python -m pytest -n auto --dist worksteal || status=1; \
	exit $$status

check: $(DEV_READY) ## Lint and types only
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy --no-error-summary
	$(BIN)/mypy --no-error-summary bench docs/manual editors/studio/playground tests/support

replay: $(USER_READY) $(NODE_READY) ## Install the other engines, and replay every case of both guidelines in them (minutes)
	@for guideline in guideline/*/*.care; do $(BIN)/careway export $$guideline --verify || exit; done

N ?= 10000
agree: $(DEV_READY) $(NODE_READY) ## Random patients through Careway and cql-execution: make agree N=10000
	@PYTHONPATH=interpreter:tests $(BIN)/python -m agreement.agree $(N)

naive: $(DEV_READY) ## Random guidelines and patients, and every case, through a second evaluator: make naive N=2000
	@CAREWAY_NAIVE=all $(BIN)/python -m pytest tests/naive
	@PYTHONPATH=interpreter:tests $(BIN)/python -m naive.many $(N)

conformance: $(USER_READY) ## Write the conformance kit, and hold this engine to it
	@$(BIN)/careway conformance -o out/conformance && $(BIN)/careway conformance --run out/conformance

bench: $(DEV_READY) $(NODE_READY) ## Measure start-up, evaluation, proofs, writing, and cql-execution beside them, as ratios
	@PYTHONPATH=interpreter $(BIN)/python bench/measure.py
	@PYTHONPATH=interpreter $(BIN)/python bench/engines.py
	@PYTHONPATH=interpreter $(BIN)/python bench/proofs.py
	@PYTHONPATH=interpreter $(BIN)/python bench/desk.py

fuzz: $(DEV_READY) $(NODE_READY) $(EDITOR_READY) $(PAGE_BUILT) $(BROWSER_READY) ## The property tests, for much longer and on new random input each time
	CAREWAY_HYPOTHESIS=long $(BIN)/python -m pytest -n auto

prove: $(DEV_READY) ## Prove both guidelines: what holds of every patient, and a patient for what does not (minutes)
	@$(BIN)/careway prove guideline

mutate: $(DEV_READY) ## Change the guidelines as slips would, one place at a time, and name what no case notices (minutes)
	@$(BIN)/careway mutate guideline

MODULES ?=
mutants: $(DEV_READY) ## Change the engine's own code, and name what no test notices: make mutants MODULES=model/time
	@$(BIN)/python -c 'import mutmut' 2>/dev/null || $(PIP) mutmut
	@$(BIN)/python bench/engine_mutants.py $(MODULES)

schemas: $(DEV_READY) ## Write the JSON Schemas of the core and of results anew
	PYTHONPATH=interpreter:tests $(BIN)/python -m support.schemas
	PYTHONPATH=interpreter:tests $(BIN)/python -m support.protocol

FOLDER ?= out/desk
studio: $(STUDIO_READY) $(PAGE_BUILT) $(filter out/desk,$(FOLDER)) ## The studio, on a copy of the guidelines to play with: make studio FOLDER=...
	@$(BIN)/careway studio "$(FOLDER)" || test $$? -eq 130

playground: $(PLAYGROUND_READY) $(PAGE_BUILT) ## The same page for any file server, without a server's program: out/playground
	@PYTHONPATH=interpreter:$(PAGE) $(BIN)/python -m playground.build out/playground
	@echo 'out/playground is ready; to see it: $(BIN)/python -m http.server --bind 127.0.0.1 --directory out/playground'

wheel: $(DEV_READY) $(PAGE_BUILT) ## The package with the page of the studio, as dist/careway-VERSION-py3-none-any.whl
	@$(BIN)/python -m build --no-isolation --outdir dist . >/dev/null && ls dist/*.whl

vscode: $(EDITOR_READY) ## The extension for VS Code, as out/careway-VERSION.vsix
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm run --silent --prefix $(EDITOR) check
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm run --silent --prefix $(EDITOR) build

manual: $(DEV_READY) ## The manual as a site that needs no server: out/manual/index.html
	@PYTHONPATH=interpreter:docs $(BIN)/python -m manual.build out/manual

format: $(DEV_READY) ## Lay out the Python code
	$(BIN)/ruff check --quiet --fix-only .
	$(BIN)/ruff format --quiet .

clean: ## Remove everything that was made, the studio's copy to play with too
	rm -rf $(NODE)/node_modules $(EDITOR)/node_modules $(PAGE)/node_modules $(dir $(PAGE_BUILT)) .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(USER_READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo 'Careway needs Python 3.11 or newer with venv; none was found. Set PYTHON=...'; exit 1; }
	@echo 'setting up .venv'
	@$(PYTHON) -m venv .venv
	@$(PIP) --editable .
	@touch $@

$(NODE_READY): $(USER_READY) $(NODE)/package.json $(NODE)/package-lock.json
	@if ! command -v npm >/dev/null; then echo 'installing Node'; $(PIP) --editable '.[replay]'; fi
	@echo 'installing the other engines'
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --prefix $(NODE) --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

$(EDITOR_READY): $(USER_READY) $(EDITOR)/package.json $(EDITOR)/package-lock.json
	@if ! command -v npm >/dev/null; then echo 'installing Node'; $(PIP) --editable '.[replay]'; fi
	@echo 'installing what the extension for VS Code is built with'
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --prefix $(EDITOR) --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

$(PAGE_READY): $(USER_READY) $(PAGE)/package.json $(PAGE)/package-lock.json
	@if ! command -v npm >/dev/null; then echo 'installing Node'; $(PIP) --editable '.[replay]'; fi
	@echo 'installing what the page of the studio is built with'
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --prefix $(PAGE) --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

$(PAGE_BUILT): $(PAGE_READY) $(PAGE)/build.mjs editors/notice.mjs $(PAGE)/index.html $(PAGE)/tsconfig.json $(shell find $(PAGE)/src -type f)
	@echo 'building the page of the studio'
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm run --silent --prefix $(PAGE) check
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm run --silent --prefix $(PAGE) build
	@touch $@

$(STUDIO_READY): $(USER_READY)
	@echo 'installing what the studio needs'
	@$(PIP) --editable '.[studio,prove]'
	@touch $@

$(PLAYGROUND_READY): $(USER_READY)
	@echo 'installing what the playground is made with'
	@$(PIP) --editable '.[playground]'
	@touch $@

out/desk:
	@rm -rf $@.new
	@for topic in $(notdir $(wildcard guideline/*)); do \
	  mkdir -p $@.new/$$topic/patients && cp guideline/$$topic/*.care guideline/$$topic/*.cases.yaml $@.new/$$topic && \
	  cp examples/$$topic/*.yaml $@.new/$$topic/patients || exit; done
	@mv $@.new $@

$(DEV_READY): $(USER_READY)
	@echo 'installing what the tests need'
	@$(PIP) --editable '.[dev]'
	@touch $@

$(BROWSER_READY): $(DEV_READY) tests/support/chromium.py
	@PYTHONPATH=tests $(BIN)/python -m support.chromium
	@touch $@
