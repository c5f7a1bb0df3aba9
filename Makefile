# Every chore is one command. `make help` lists them.
PY ?= $(firstword $(foreach v,python3.11 python3.12 python3.13 python3.14 python3,$(if $(shell command -v $(v) 2>/dev/null),$(v))))
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/lock.txt
RUN_LOCK := requirements/run.txt
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
READY := $(VENV)/.ready
PACKAGES := app bot charts jobs locales sandbox storage survey
UV := uv==0.13.8
LOCK_ARGS ?=

.PHONY: help setup demo test test-postgresql check format catalogues lock check-lock clean
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: $(READY) ## make the virtual environment from the lock file

$(READY): $(LOCK) pyproject.toml
	@test -n "$(PY)" || { echo "Pulssi needs Python 3.11 or newer; install it (Debian: apt-get install python3 python3-venv)."; exit 2; }
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Pulssi needs Python 3.11 or newer, and $(PY) is older; say which to use: make PY=python3.12 setup"; exit 2; }
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "$(PY) cannot make virtual environments here; install its venv module (Debian: apt-get install python3-venv)."; exit 2; }
	@echo "Setting up Pulssi in $(VENV); the first time downloads about 150 MB."
	$(PY) -m venv --clear $(VENV)
	$(PIP) install --no-compile --require-hashes --only-binary :all: -r $(LOCK)
	$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@# Compiled here, on all cores: pip would use one, and some machines never write compiled files later.
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib $(PACKAGES)
	@touch $@

demo: $(READY) ## play eight weeks in a local chat workspace and open its page
	@$(BIN)/pulssi demo

test: $(READY) ## pass every test, those of storage on PostgreSQL, too
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile --cov --cov-report=term-missing:skip-covered --cov-report=json:var/coverage.json
	@$(BIN)/python tests/coverage_floor.py var/coverage.json

test-postgresql: $(READY) ## pass every test on PostgreSQL
	@TEST_DATABASE=postgresql $(BIN)/python -m pytest -q -n 3 --dist loadfile

check: $(READY) check-lock ## format, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(READY) ## let ruff format and mend what it can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

CATALOGUE = --sort-by-file --add-location=file --width=110
catalogues: $(READY) ## take the sentences of the code over into the catalogue of every language
	@mkdir -p var
	@$(BIN)/pybabel -q extract -k say -k say_count:1,2 -k say_in:1c,2 -k marked -k marked_in:1c,2 $(CATALOGUE) \
	  --add-comments=Translators: --strip-comments --project=Pulssi --copyright-holder=Pulssi --msgid-bugs-address= \
	  -o var/messages.pot $(PACKAGES)
	@for file in locales/*.po; do \
	  $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
	    --width=110 -l $$(basename $$file .po) -i var/messages.pot -o $$file && \
	  sed -i -E '/^"(Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team)/d' $$file || exit 1; done

COMPILE = UV_SYSTEM_CERTS=1 .venv-lock/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
  --generate-hashes --no-strip-extras --no-emit-index-url --no-annotate --no-config --custom-compile-command "make lock"
lock: ## make the lock files anew (LOCK_ARGS=--upgrade for newer versions)
	$(PY) -m venv .venv-lock && .venv-lock/bin/python -m pip -q install $(UV)
	$(COMPILE) --group dev $(LOCK_ARGS) -q -o $(LOCK)
	@# What an image takes: the very same versions, without what only developers need.
	$(COMPILE) --group build --constraint $(LOCK) -q -o $(RUN_LOCK)
	@$(MAKE) check-lock

check-lock: ## refuse a host name in the lock file
	@! grep -nE '://|^--?(i|index-url|extra-index-url|find-links|trusted-host)' $(LOCK) $(RUN_LOCK)

clean: ## remove what the commands above made
	rm -rf $(VENV) .venv-lock var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
