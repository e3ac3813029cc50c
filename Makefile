# Two targets matter to a newcomer, `make demo` and `make test`; CONTRIBUTING.md tells about the rest.
# Needs python3 (3.11 or newer) with pip and venv, make, and git; only `make pyodide` needs more (node and npm).

PYTHON := python3
VENV := .venv
PY := $(VENV)/bin/python
# What `make matrix` tries; an interpreter that is not installed is named and skipped.
PYTHONS := python3.11 python3.12 python3.13 python3.14
PYTEST_ARGS :=
# How many processes share the tests of one run; 0 for none but the one that collects them.
JOBS := auto
# Compiled files are kept for the next run and for the processes that tests start, also where the shell says otherwise:
# to compile anew what is tested, and to rewrite its asserts, takes as long as a tenth of the tests.
unexport PYTHONDONTWRITEBYTECODE
# A page's examples share their names, so what is in one file stays in one process.
PYTEST = -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test measured compared engines java times interop check matrix lowest dateutil2 everywhere agree deep explore soak mutate bench bench-scale docs notebooks lock dist pyodide clean distclean

help:
	@echo "make demo       set up $(VENV), close nine months of a real fleet into build/demo"
	@echo "make test       set up $(VENV), run every test, measure branch coverage (must be 100 %)"
	@echo "make times      which folders and files of tests take how long"
	@echo "make interop    a real client of another system reads what we answer, over HTTP on this machine"
	@echo "make check      lint, formatting, types, public API, members of wheel and sdist"
	@echo "make engines    set up .venv-engines and Java, try the engines that count columns (batch/ must be covered to 100 %)"
	@echo "make docs       build the documentation into build/docs, warnings are errors"
	@echo "make matrix     the tests under each of: $(PYTHONS); with the floors; with dateutil 2.9"
	@echo "make everywhere the same 10,000 results in 44 surroundings: hash seeds, zones, locales, decimal contexts"
	@echo "make agree      results were meant to change: agree to the new ones"
	@echo "make deep       properties with 100 random examples each, 100,000 histories against the oracles, and all that is long"
	@echo "make explore    the properties with 2,000 random examples each; make soak: 100,000"
	@echo "make mutate     does a test fail when the code is changed?"
	@echo "make bench      how fast, against what a user would write"
	@echo "make bench-scale fleets of 1 to 100 million rows, by columns, beside other ways with the same files"
	@echo "make pyodide    the laws inside Pyodide (needs node and npm)"
	@echo "make notebooks  execute docs/notebooks as real notebooks into build/notebooks"
	@echo "make dist       build wheel and sdist twice, compare, list members"
	@echo "make lock       write requirements/*.txt anew from requirements/*.in"
	@echo "make clean      remove what was built; make distclean: the environments too"

# --- environments: one per purpose, so that the one for demo and test stays small ---------------------

# $(call environment,FOLDER,LOCK): .deps follows the lock, .ok follows pyproject.toml too
define environment
$(1)/.deps: requirements/$(2).txt
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) not found: install Python 3.11 or newer" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "%s is Python %d.%d, this project needs 3.11 or newer; try: make PYTHON=python3.11" % (sys.executable, *sys.version_info[:2]))'
	@echo "setting up $(1) from requirements/$(2).txt"
	@test -x $(1)/bin/pip || $(PYTHON) -m venv $(1)
	@$(1)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/$(2).txt
	@touch $$@
$(1)/.ok: $(1)/.deps pyproject.toml
	@$(1)/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $$@
endef
LOCK := test
$(eval $(call environment,$(VENV),$(LOCK)))
$(foreach name,check engines docs bench mutate notebooks interop,$(eval $(call environment,.venv-$(name),$(name))))

# --- what a newcomer types -----------------------------------------------------------------------------

demo: $(VENV)/.ok
	$(VENV)/bin/kpix-billing demo --data docs/examples/drives-2013 --out build/demo

# Two halves of like weight side by side: what coverage looks at, and what it need not see. What the second says is shown
# when both are done. Each is one process: more would collect all tests again and hand each result over, a third of the time
# on two cores. With many of them, `make test JOBS=3` gives each half three.
COMPARED := $(VENV)/compared.log
test: export COVERAGE_FILE := $(abspath $(VENV))/.coverage
test: $(VENV)/.ok
	@$(PY) -m coverage erase
	@$(MAKE) --no-print-directory -j2 measured compared; status=$$?; cat $(COMPARED); exit $$status
	@$(PY) -m coverage combine -q
	$(PY) -m coverage report

measured compared: JOBS := 0
measured:
	$(PY) -m coverage run $(PYTEST) --half=$@ $(PYTEST_ARGS)
compared:
	@$(PY) $(PYTEST) --half=$@ $(PYTEST_ARGS) > $(COMPARED) 2>&1

# Spark runs on Java; where there is none, the system's package is installed, which takes the right to do so.
JAVA_PACKAGE := openjdk-17-jre-headless
java:
	@command -v java >/dev/null || test -x "$$JAVA_HOME/bin/java" || { \
	  echo "installing Java ($(JAVA_PACKAGE)) for Spark"; \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends $(JAVA_PACKAGE) >/dev/null; } || { \
	  echo "Spark needs Java 17 or newer: install it and try again" >&2; exit 1; }

engines: export COVERAGE_FILE := $(abspath .venv-engines)/.coverage
engines: export COVERAGE_RCFILE := $(abspath tests/engines/coverage.toml)
engines: .venv-engines/.ok java
	@.venv-engines/bin/python -m coverage erase
	.venv-engines/bin/python -m coverage run -m pytest --engines tests/engines docs/scale src/kpix_billing_core/batch $(PYTEST_ARGS)
	@.venv-engines/bin/python -m coverage combine -q
	.venv-engines/bin/python -m coverage report

# --- what a contributor types --------------------------------------------------------------------------

times: $(VENV)/.ok
	$(PY) -m pytest -p tools.times $(PYTEST_ARGS)

interop: .venv-interop/.ok
	.venv-interop/bin/python -m pytest tests/client $(PYTEST_ARGS)

check: .venv-check/.ok
	.venv-check/bin/ruff check .
	.venv-check/bin/ruff format --check .
	.venv-check/bin/mypy
	.venv-check/bin/pyright --pythonpath .venv-check/bin/python
	.venv-check/bin/python tools/api.py
	.venv-check/bin/python tools/dist.py

docs: .venv-docs/.ok
	.venv-docs/bin/python -m sphinx -W --keep-going -q -b html -d build/doctrees docs build/docs
	@echo "build/docs/index.html"

matrix:
	@ran=; for python in $(PYTHONS); do \
	  if $$python -c pass 2>/dev/null; then \
	    echo "== $$python"; $(MAKE) --no-print-directory test deep everywhere PYTHON=$$python VENV=.venv-$$python || exit 1; ran="$$ran $$python"; \
	  else echo "== $$python is not installed: skipped"; fi; \
	done; test -n "$$ran" || { echo "none of $(PYTHONS) is installed" >&2; exit 1; }; \
	$(MAKE) --no-print-directory lowest dateutil2 && echo "matrix passed:$$ran, lowest, dateutil2"

lowest dateutil2:
	@echo "== $@"
	@$(MAKE) --no-print-directory test everywhere VENV=.venv-$@ LOCK=$@

everywhere: $(VENV)/.ok
	$(PY) tests/golden/digest.py --everywhere

agree: $(VENV)/.ok
	@mkdir -p build
	$(PY) tests/golden/digest.py > build/digest.txt && mv build/digest.txt tests/golden/digest.txt

# Wherever more is tried under these profiles, or a test is marked deep: tests/house holds that none is forgotten.
DEEP := tests/laws tests/oracles tests/exhaustive tests/golden tests/bad_input tests/docs tests/house/test_values.py tests/tables/command tests/tables/rendering tests/tables/testing

deep: $(VENV)/.ok
	$(PY) $(PYTEST) $(DEEP) --hypothesis-profile=$@ -m "" $(PYTEST_ARGS)

explore soak: $(VENV)/.ok
	$(PY) $(PYTEST) $(DEEP) --hypothesis-profile=$@ -m "" $(PYTEST_ARGS)

mutate: .venv-mutate/.ok
	.venv-mutate/bin/python tools/mutate.py $(MUTATE_ARGS)

bench: .venv-bench/.ok
	.venv-bench/bin/python -m benchmarks $(BENCH_ARGS)

bench-scale: .venv-engines/.ok
	.venv-engines/bin/python -m benchmarks.scale $(BENCH_ARGS)

notebooks: .venv-notebooks/.ok
	.venv-notebooks/bin/python tools/notebooks.py docs/notebooks build/notebooks

dist: .venv-check/.ok
	.venv-check/bin/python tools/dist.py --out build/dist

pyodide: .venv-check/.ok
	.venv-check/bin/python tools/pyodide/run.py $(PYODIDE_ARGS)

# --- the locks: hashes, no host names; nothing younger than a week, time enough for a bad release to be noticed

LOCKS := run test engines check docs bench mutate notebooks interop lowest dateutil2 pyodide lock
.venv-lock/.deps: requirements/lock.txt
	@test -x .venv-lock/bin/pip || $(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/lock.txt
	@touch $@
lock: .venv-lock/.deps
	@for name in $(LOCKS); do \
	  .venv-lock/bin/uv pip compile -q --upgrade --universal --generate-hashes --python-version 3.11 --exclude-newer "1 week" \
	    --no-header --no-annotate requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	  echo "requirements/$$name.txt: $$(grep -c '^[a-z]' requirements/$$name.txt) distributions"; \
	done
	@if grep -n '://' requirements/*.txt; then echo "a lock names a host" >&2; exit 1; fi

clean:
	rm -rf build mutants .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

distclean: clean
	rm -rf .venv .venv-*
