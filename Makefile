# `make help` says what there is. Everything is installed into .venv and node_modules, which are made
# when they are missing and made anew when requirements/site.txt or package-lock.json has changed.

PYTHON ?= python3
ADDR   ?= 127.0.0.1:8000
VENV   := .venv
RUN    := $(VENV)/bin/python -m
PIP    := $(RUN) pip install --quiet --disable-pip-version-check

# Material announces its plans on every run; they are read once, in docs/design.md.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help setup serve site profile test lint bench bench-build bench-search bench-sequences lighthouse lock clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | sed 's/\$$(ADDR)/$(ADDR)/' | expand -t 24
	@echo "Settings: make serve ADDR=127.0.0.1:8001, make clean setup PYTHON=python3.13"

setup: $(VENV)/package.stamp ## install what building the site needs

serve: $(VENV)/package.stamp ## show the site at http://$(ADDR)/ and rebuild it on every change
	$(RUN) mkdocs serve --dev-addr $(ADDR)

site: $(VENV)/package.stamp ## build the site into site/; any warning is an error
	$(RUN) mkdocs build --strict

profile: $(VENV)/package.stamp ## build the site and say where the time went
	PROFILE=true $(RUN) mkdocs build --strict

test: $(VENV)/dev.stamp node_modules/.stamp ## run all tests; installs a browser when it may
	$(VENV)/bin/python tests/tools.py headless
	$(RUN) pytest --cov --numprocesses auto --dist worksteal

lint: $(VENV)/dev.stamp node_modules/.stamp ## check style, types, JavaScript and workflows
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	node_modules/.bin/tsc
	$(VENV)/bin/zizmor --offline --strict-collection --quiet .github
	$(RUN) check_jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

bench: $(VENV)/package.stamp ## measure builds, page weights, related papers and mathematics
	$(RUN) tests.bench.build 233
	$(VENV)/bin/python tests/bench/related.py
	$(VENV)/bin/python tests/bench/maths.py
	@echo "More: make bench-build, make bench-search, make bench-sequences"

bench-build: $(VENV)/bench.stamp ## compare builds with other generators'; SIZES="233 5000 20000"
	$(RUN) tests.bench.build $(SIZES)

bench-search: $(VENV)/bench.stamp ## compare the search with others, in Chromium; SIZES="233 100000"
	$(VENV)/bin/python tests/tools.py chromium
	$(RUN) tests.bench.search $(SIZES)

bench-sequences: $(VENV)/dev.stamp ## hold 200 random sequences of builds against cold ones
	$(RUN) tests.bench.sequences

lighthouse: $(VENV)/dev.stamp tests/bench/node_modules/.stamp ## let Lighthouse judge the site
	$(VENV)/bin/python tests/tools.py chromium
	$(RUN) tests.bench.lighthouse

lock: $(VENV)/dev.stamp ## write the newest pins that pyproject.toml and package.json allow
	$(RUN) uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --custom-compile-command "make lock" --group build pyproject.toml -o requirements/site.txt
	$(RUN) uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --custom-compile-command "make lock" --group dev pyproject.toml \
	    --constraint requirements/site.txt -o requirements/dev.txt
	$(RUN) uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --custom-compile-command "make lock" --group bench -o requirements/bench.txt \
	    --constraint requirements/dev.txt
	@$(PYTHON) tests/tools.py node
	npm update --package-lock-only
	cd tests/bench && npm update --package-lock-only

clean: ## delete what the other targets made
	rm -rf $(VENV) node_modules tests/bench/node_modules site .cache build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(VENV)/site.stamp: requirements/site.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; name one: make PYTHON=python3.13" if sys.version_info < (3, 11) else 0)'
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { echo "On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PIP) --require-hashes -r requirements/site.txt
	@touch $@

$(VENV)/package.stamp: pyproject.toml $(VENV)/site.stamp
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/package.stamp
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/bench.stamp: requirements/bench.txt $(VENV)/dev.stamp node_modules/.stamp
	$(PIP) --require-hashes -r requirements/bench.txt
	@touch $@

NPM_CI = $(PYTHON) tests/tools.py node && cd $(<D) && npm ci

node_modules/.stamp: package.json package-lock.json .npmrc
	@$(NPM_CI)
	@touch $@

tests/bench/node_modules/.stamp: tests/bench/package.json tests/bench/package-lock.json tests/bench/.npmrc
	@$(NPM_CI)
	@touch $@
