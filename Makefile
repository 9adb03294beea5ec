# The one task file: what CI runs is what a person types. `make help` lists the targets.
#
# A fresh machine needs Python 3.11 or newer with pip and venv, make, and a network or mirror that pip knows.
# Everything Python goes into .venv, from a lock file in which every file's hash is fixed.

.DELETE_ON_ERROR:
.SUFFIXES:

# The first of these that is new enough makes .venv; name another with `make PYTHON=...`.
PYTHON ?= python3.11 python3

# Wheels only: a source archive would run a build with tools that no hash covers. The lock already states every
# version, so a constraint that the machine has configured for pip can only stop it: hence the empty one.
PIP_INSTALL = PIP_CONSTRAINT=/dev/null PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip install -qq
PIP_INSTALL_LOCKED = $(PIP_INSTALL) --require-hashes --no-deps --only-binary=:all: --requirement
PIP_INSTALL_PROJECT = $(PIP_INSTALL) --no-deps --no-build-isolation --editable .

# Debian packages that tests need, and a command or file of each by which its presence is known; of the libraries that set
# printed reports it is known by asking for them.
DEBIAN_PACKAGES = chromium-headless-shell golang-go golang-golang-x-mod-dev $(DEBIAN_TYPESETTING)
DEBIAN_TYPESETTING = libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
DEBIAN_COMMANDS = chromium-headless-shell go
DEBIAN_LIBRARIES = pango-1.0 pangoft2-1.0 harfbuzz-subset
DEBIAN_FILES = /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog/tlog.go

# A verifier in JavaScript that nobody here wrote, with everything it needs in a lock file of hashes.
FOREIGN_JS = tests/conformance/js

SUITES = unit property scenarios golden simulation conformance sources verifier browser architecture

DEMO_CASE = cases/syria-2013
DEMO_RECORD = build/demo/syria-2013
DEMO_REPORT = build/demo/report.html
DEMO_PACKAGE = build/demo/data-package.zip
DEMO_WITNESSES = russia united-states opcw-ts
DEMO_WITNESS = build/demo/witnesses
DEMO_RECEIPT = build/demo/declaration.tlog-proof
DEMO_EDITION = build/demo/public
DEMO_SERVER = build/demo/server
# `make demo PAPERS=--no-papers` leaves out the reports for printing, which take longest; `EDITION_DAY="--as-of 2014-01-31"`
# makes the edition of an earlier day, which has less of a past.
PAPERS =
EDITION_DAY =

.PHONY: help demo demo-stop test checks lint types layers suite suite-unit suite-patient suite-pages suite-rest docs-test $(SUITES) catalogues screenshots score-sources flips fuzz simulate format runtime dev \
	cluster debian-packages foreign-js lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-zA-Z_%-]+:.*## / { sub("%", "NAME", $$1); printf "  %-16s %s\n", $$1, $$2 }' Makefile
	@echo "  SUITE            run one test suite: $(SUITES)"

# --- for everybody ---------------------------------------------------------------------------------------------

demo: runtime demo-stop ## build the worked case, verify and audit it, write its report, publish and serve it
	@mkdir -p build/demo
	.venv/bin/proverka case build $(DEMO_CASE) $(DEMO_RECORD) --force
	@echo "Three of its four witnesses cosign the record, each on its own (requests and answers as files):"
	@rm -rf $(DEMO_WITNESS)
	@set -e; for party in $(DEMO_WITNESSES); do \
	  at=$(DEMO_WITNESS)/$$party; \
	  .venv/bin/proverka witness new $$at --key $(DEMO_RECORD)/keys/witness/$$party.key >/dev/null; \
	  .venv/bin/proverka witness trust $$at "$$(sed -n 's/^log //p' $(DEMO_RECORD)/policy.txt)" >/dev/null; \
	  .venv/bin/proverka witness request $(DEMO_RECORD) --witness $$party --out $$at/request >/dev/null; \
	  .venv/bin/proverka witness cosign $$at $$at/request --out $$at/answer >/dev/null; \
	done
	.venv/bin/proverka witness gather $(DEMO_RECORD) $(DEMO_WITNESSES:%=$(DEMO_WITNESS)/%/answer)
	.venv/bin/proverka verify $(DEMO_RECORD)
	@rm -f $(DEMO_RECEIPT)
	.venv/bin/proverka receipt $(DEMO_RECORD) SY-E025 $(DEMO_RECEIPT)
	.venv/bin/proverka verify-receipt $(DEMO_RECEIPT) --policy $(DEMO_RECORD)/policy.txt
	.venv/bin/proverka audit $(DEMO_RECORD)
	.venv/bin/proverka report $(DEMO_RECORD) --out $(DEMO_REPORT) --package $(DEMO_PACKAGE)
	@papers="$(PAPERS)"; .venv/bin/python -c "import weasyprint" 2>/dev/null || papers=--no-papers; \
	if [ "$$papers" != "$(PAPERS)" ]; then echo "Without reports for printing: they need the Debian packages $(DEBIAN_TYPESETTING)."; fi; \
	echo ".venv/bin/proverka publish $(DEMO_RECORD) $(DEMO_EDITION) $$papers $(EDITION_DAY)"; \
	.venv/bin/proverka publish $(DEMO_RECORD) $(DEMO_EDITION) $$papers $(EDITION_DAY)
	@nohup .venv/bin/proverka serve $(DEMO_EDITION) --quiet >$(DEMO_SERVER).log 2>&1 & echo $$! >$(DEMO_SERVER).pid
	@for second in 1 2 3 4 5 6 7 8 9 10; do grep -q http $(DEMO_SERVER).log && break; sleep 1; done
	@echo
	@echo "Done. Where to look:"
	@echo "  the public edition, served:   $$(grep -o -m 1 'http[^ ]*' $(DEMO_SERVER).log) (until: make demo-stop)"
	@echo "  the same, from the disk:      $(DEMO_EDITION)/index.html"
	@echo "  the report, in any browser:   $(DEMO_REPORT)"
	@echo "  the data behind its figures:  $(DEMO_PACKAGE)"
	@echo "  the record that it rests on:  $(DEMO_RECORD)"
	@echo "  what proves one entry alone:  $(DEMO_RECEIPT)"
	@echo "  the case it was built from:   $(DEMO_CASE)"
	@echo "To check the record again yourself: .venv/bin/proverka verify $(DEMO_RECORD)"

demo-stop: ## stop the server that `make demo` began
	@if [ -f $(DEMO_SERVER).pid ]; then kill "$$(cat $(DEMO_SERVER).pid)" 2>/dev/null || true; rm -f $(DEMO_SERVER).pid; fi

# --- for developers and CI -------------------------------------------------------------------------------------

# Every check runs even where an earlier one fails, so that one run tells everything; any failure fails the whole. Three
# at a time: on two cores one of them is always waiting for a browser, a program or a disk.
test: dev debian-packages foreign-js ## every check and every test: what CI runs
	@$(MAKE) --no-print-directory --keep-going --jobs=3 --output-sync=target checks

# The longest first, so that the last to end is a short one.
checks: suite-unit suite-patient suite-rest suite-pages types lint layers

# Parts of the suite, of much the same length, so that they run side by side: each part of the program by itself;
# programs, crashes and browsers to be waited for; the pages that are run; all other tests.
PATIENT = browser fuzz simulation
suite-unit: dev
	@$(IN_MEMORY) .venv/bin/pytest -p no:cacheprovider tests/unit
suite-patient: dev
	@$(IN_MEMORY) .venv/bin/pytest -p no:cacheprovider $(PATIENT:%=tests/%)
suite-pages: dev
	@$(IN_MEMORY) .venv/bin/pytest -p no:cacheprovider tests/docs
suite-rest: dev
	@$(IN_MEMORY) .venv/bin/pytest -p no:cacheprovider \
	  $(filter-out $(PATIENT:%=tests/%) tests/unit tests/docs,$(wildcard $(SUITES:%=tests/%)))

# Tests write thousands of small files and wait until each is on the disk. Where the machine has memory to spare for
# files (a part writes some 200 MB), they lie there instead, and are removed in the end; what a crash leaves of a disk is
# simulated.
IN_MEMORY = free=$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $$4 }'); \
	spare=$$(awk '$$1 == "MemAvailable:" { print $$2 }' /proc/meminfo 2>/dev/null); \
	if [ "$${free:-0}" -gt 1000000 ] && [ "$${spare:-0}" -gt 4000000 ]; then \
	  TMPDIR=$$(mktemp -d /dev/shm/proverka-tests-XXXXXX) && export TMPDIR; trap 'rm -rf "$$TMPDIR"' EXIT; trap 'exit 143' INT TERM; \
	fi;

lint: dev ## ruff: the rules and the layout of the text
	.venv/bin/ruff check
	.venv/bin/ruff format --check

types: dev ## mypy, strict
	.venv/bin/mypy --strict

layers: dev ## import-linter: imports point down only
	.venv/bin/lint-imports --no-logo

suite: dev ## pytest: every suite
	.venv/bin/pytest

$(SUITES): dev
	.venv/bin/pytest tests/$@

docs-test: dev ## run the examples in README.md, docs/ and the docstrings
	.venv/bin/pytest tests/docs

# `make bench-world ARGS="100000 1000000"` says at which scales; each benchmark's first lines say what it takes.
ARGS =
bench-%: dev ## run bench/NAME.py, which writes build/bench/NAME.json
	@mkdir -p build/bench
	.venv/bin/python bench/$*.py $(ARGS)
	@test -s build/bench/$*.json || { echo "bench/$*.py wrote no build/bench/$*.json" >&2; exit 1; }

# EDITION = the folder of another one; without any, that of the demonstration is made first.
EDITION = $(DEMO_EDITION)
screenshots: dev debian-packages ## pictures of an edition's pages, at three widths, light, dark and right to left
	@test -f $(EDITION)/en/index.html || { $(MAKE) --no-print-directory demo PAPERS=--no-papers && $(MAKE) --no-print-directory demo-stop; }
	.venv/bin/python -m tools.screenshots $(EDITION) build/screenshots/edition

catalogues: dev ## bring the catalogues of translations up to date with the sources, and say what is amiss in them
	.venv/bin/python -m tools.catalogues

score-sources: dev ## score the reading of articles: precision and recall of everything that is found
	.venv/bin/python -m tests.sources.scoring $(ARGS)

flips: dev ## change 100,000 bits of a large log, and every bit of a small case; each must be found
	PROVERKA_FLIPS=100000 PROVERKA_STRIDE=1 .venv/bin/pytest tests/property/test_bit_flips.py

# Seconds for each parser; `make fuzz SECONDS=600 TARGET=note` fuzzes one of them.
SECONDS = 60
TARGET =
fuzz: dev ## fuzz every parser, guided by coverage, for SECONDS each
	.venv/bin/python tests/fuzz/fuzz.py --seconds $(SECONDS) $(TARGET)

# More seeds than CI runs; `make simulate SEED=7` runs one and tells its story.
SEEDS = 1000
SEED =
simulate: dev ## simulate parties who do not trust each other, from SEEDS seeds
	.venv/bin/python -m tests.simulation.world.run $(if $(SEED),--seed $(SEED),--seeds $(SEEDS))

format: dev ## put the text in ruff's layout and mend what it can mend
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

clean: ## remove what was built and the tools' caches (.venv stays)
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the environment -------------------------------------------------------------------------------------------

runtime: .venv/installed-runtime
dev: .venv/installed-dev
cluster: .venv/installed-cluster ## install Ray beside it, for --cluster: the same on every machine

.venv/installed-cluster: requirements/cluster.lock pyproject.toml | .venv/bin/python
	@echo "Installing what --cluster needs (requirements/cluster.lock)"
	@$(PIP_INSTALL_LOCKED) requirements/cluster.lock
	@$(PIP_INSTALL_PROJECT)
	@touch .venv/installed-runtime $@

.venv/bin/python:
	@found=; \
	for python in $(PYTHON); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Python 3.11 or newer is needed; none of these is it: $(PYTHON)." >&2; \
	  echo "Install it (Debian: apt-get install python3 python3-venv) or name it: make PYTHON=..." >&2; \
	  exit 1; \
	fi; \
	echo "Making .venv with $$("$$found" --version)"; \
	"$$found" -m venv .venv || { \
	  rm -rf .venv; \
	  echo "$$found could not make a virtual environment (Debian: apt-get install python3-venv)." >&2; \
	  exit 1; \
	}

.venv/installed-runtime: requirements/runtime.lock pyproject.toml | .venv/bin/python
	@echo "Installing what proverka needs (requirements/runtime.lock)"
	@$(PIP_INSTALL_LOCKED) requirements/runtime.lock
	@$(PIP_INSTALL_PROJECT)
	@touch $@

# The development lock holds the runtime lock, so an environment made for `make demo` is added to where it stands.
.venv/installed-dev: requirements/dev.lock requirements/runtime.lock pyproject.toml | .venv/bin/python
	@echo "Installing what its developers need (requirements/dev.lock)"
	@$(PIP_INSTALL_LOCKED) requirements/dev.lock
	@$(PIP_INSTALL_PROJECT)
	@touch .venv/installed-runtime $@

# Without the right to install, tests still run: those that need a browser or Go say that they are skipped, and why.
# In CI they fail instead (see `chromium` in tests/conftest.py, and tests/conformance/test_foreign_verifiers.py).
debian-packages:
	@missing=; \
	for command in $(DEBIAN_COMMANDS); do command -v "$$command" >/dev/null || missing=yes; done; \
	for file in $(DEBIAN_FILES); do test -e "$$file" || missing=yes; done; \
	.venv/bin/python -c 'import sys; from ctypes.util import find_library; sys.exit(not all(map(find_library, sys.argv[1:])))' \
	  $(DEBIAN_LIBRARIES) || missing=yes; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	as_root=; \
	if [ "$$(id -u)" -ne 0 ]; then as_root="sudo -n"; fi; \
	if command -v apt-get >/dev/null && $$as_root true 2>/dev/null; then \
	  echo "Installing Debian packages: $(DEBIAN_PACKAGES)"; \
	  if $$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq \
	    --no-install-recommends $(DEBIAN_PACKAGES) >/dev/null; then exit 0; fi; \
	fi; \
	echo "Not installed: $(DEBIAN_PACKAGES). Install it yourself (Debian: apt-get install $(DEBIAN_PACKAGES));"; \
	echo "until then the browser tests, the verifiers in Go and the tests of printed reports are skipped."

# The lock holds hashes only, and no registry's address: npm asks the one that this machine has configured.
foreign-js: $(FOREIGN_JS)/node_modules/installed

$(FOREIGN_JS)/node_modules/installed: $(FOREIGN_JS)/package-lock.json
	@if ! command -v npm >/dev/null; then \
	  echo "There is no npm: the verifier in JavaScript is skipped."; \
	elif npm ci --prefix $(FOREIGN_JS) --ignore-scripts --no-audit --no-fund --silent; then \
	  echo "Installed a verifier in JavaScript ($(FOREIGN_JS)/package-lock.json)"; touch $@; \
	else \
	  echo "npm could not install $(FOREIGN_JS)/package-lock.json: the verifier in JavaScript is skipped."; \
	fi

# The locks hold hashes only: no registry's address and no path of the machine that made them. Versions stay as
# they are unless pyproject.toml asks for others; `make lock UPGRADE=--upgrade` takes the newest.
UPGRADE =
UV_COMPILE = .venv/bin/uv pip compile --no-config --quiet $(UPGRADE) --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

lock: | .venv/bin/uv ## fix every version and hash anew from pyproject.toml
	$(UV_COMPILE) pyproject.toml --group build --output-file requirements/runtime.lock
	$(UV_COMPILE) pyproject.toml --group dev --constraints requirements/runtime.lock --output-file requirements/dev.lock
	$(UV_COMPILE) pyproject.toml --extra cluster --group build --constraints requirements/runtime.lock --output-file requirements/cluster.lock
	$(UV_COMPILE) --group pyproject.toml:peers --constraints requirements/dev.lock --output-file requirements/peers.lock
	@if grep -nE '://|^ *--(index|extra|find|trusted)' requirements/*.lock; then \
	  echo "A lock file names an address or an index." >&2; exit 1; \
	fi

.venv/bin/uv:
	@$(MAKE) --no-print-directory dev
