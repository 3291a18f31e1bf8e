PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# A lock names all there is to install. So pip looks for nothing of its own, and one that is old resolves as a new one.
# Nor does it compile, which it does one file after the other.
LOCKED := $(PIP) install --require-hashes --no-deps --only-binary :all: --no-compile
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --no-annotate --quiet

# The files that hold them, so that no other is read.
ALONE = $(shell grep -rl --include 'test_*.py' 'mark\.alone' tests)
ONCE = $(shell grep -rl --include 'test_*.py' 'mark\.once' tests)

# Processes that tests and commands start are compiled once, wherever they run.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help quickstart test alone once together slow bench leaderboard calibrate audit prove fuzz scan look wheel typescript transcripts operate image install lint types openapi client boards lock clean

help:  ## print what there is to make
	@sed -nE 's/^([a-z]+):.*  ## (.*)/\1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "make %-12s %s\n", $$1, $$2 }'

quickstart: install  ## optimize a prompt on the embedded model, from nothing
	$(BIN)/gradcheck quickstart $(ARGS)

test: $(VENV)/.dev lint  ## everything that must hold
	@$(MAKE) --no-print-directory alone
	@$(MAKE) --no-print-directory --jobs 3 types once together  # types are checked by one process

alone: $(VENV)/.dev  ## tests that nothing may run beside
	$(BIN)/python -m pytest -m "alone and not slow" $(ALONE) $(ARGS) || [ $$? -eq 5 ]  # 5: none of these were asked for

once: $(VENV)/.dev  ## tests that wait long for what all of a file share
	$(BIN)/python -m pytest -m "once and not slow" $(ONCE) $(ARGS) || [ $$? -eq 5 ]

together: $(VENV)/.dev  ## all other tests that do not take minutes
	$(BIN)/python -m pytest -n 4 --dist worksteal -m "not slow and not alone and not once" $(ARGS)

install: $(VENV)/.runtime  ## the environment alone

slow: $(VENV)/.dev  ## proofs that take minutes, and the tests of the API on Postgres
	$(BIN)/python -m pytest -m slow $(ARGS)
	GRADCHECK_TEST_DATABASE=postgres $(BIN)/python -m pytest -n 4 --dist worksteal -m "not slow and not alone" tests/api $(ARGS)

bench: $(VENV)/.dev  ## measure the call path; ARGS names single measures
	$(BIN)/python -m bench $(ARGS)

leaderboard: $(VENV)/.dev  ## all methods at equal calls: runs what is missing, twenty minutes at most; ARGS=--collect writes docs/leaderboard.md
	$(BIN)/python -m bench.leaderboard $(ARGS)

calibrate: $(VENV)/.runtime  ## measure the error rates of all verdicts at full size, the gate of a release
	$(BIN)/gradcheck calibrate --markdown --save build/calibration.json $(ARGS)

audit: $(VENV)/.dev  ## judge the verdicts of a running service in worlds of known truth; PART names parts, none lists them
	$(BIN)/python -m tests.audit $(PART) $(ARGS)

prove: $(VENV)/.dev  ## do faults to a running service and count; PART names one, DATABASE where, no PART lists them
	$(BIN)/python -m tests.prove $(PART) $(if $(DATABASE),--database $(DATABASE)) $(ARGS)

fuzz: $(VENV)/.dev  ## ask whatever the document allows with the keys of two tenants, for five minutes (ARGS="--minutes 30")
	$(BIN)/python -m tests.fuzz $(ARGS)

scan: $(VENV)/.dev  ## look for known faults: in the code, the Dockerfile and, where an advisory service can be reached, the packages
	$(BIN)/bandit --configfile pyproject.toml --quiet --recursive service clients/python
	$(BIN)/hadolint Dockerfile
	$(BIN)/uv tool run pip-audit==2.10.1 --strict --disable-pip --require-hashes -r requirements/runtime.lock

look: $(VENV)/.look  ## pages in a real browser, with pictures of them in build/look (Debian's chromium)
	@command -v chromium > /dev/null || { echo "make look needs Debian's package chromium: apt-get install chromium" >&2; exit 1; }
	$(BIN)/python -m tests.look --pictures build/look $(ARGS)

wheel: $(VENV)/.dev  ## the Python client's wheel alone in an environment, with the service of today, an earlier and a later one
	$(BIN)/python -m tests.wheel

typescript: $(VENV)/.dev  ## the TypeScript client, compiled, tested, packed and installed (node and npm)
	$(BIN)/python -m tests.typescript

operate: $(VENV)/.dev  ## ask a real Prometheus every query of the boards, the rules and the adapter, and write docs/board-queries.md anew (Debian's prometheus)
	@command -v prometheus > /dev/null && command -v promtool > /dev/null || { echo "make operate needs Debian's package prometheus: apt-get install prometheus" >&2; exit 1; }
	$(BIN)/python -m tests.operate

transcripts: $(VENV)/.dev  ## write what the clients and an agent are told, in clean environments, into the pages (node and npm)
	$(BIN)/python -m tests.transcripts

image:  ## build the container images without an engine, measure and run them
	$(PYTHON) deploy/image/build.py $(ARGS)

lint: $(VENV)/.dev  ## check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev  ## check types
	$(BIN)/mypy

openapi: $(VENV)/.runtime  ## write openapi.json anew
	$(BIN)/gradcheck openapi > openapi.json
	$(BIN)/python -m tests.api.authorization  # the calls by scope, in docs/keys.md
	$(BIN)/python -m tests.api.event_page  # what events tell, in docs/events.md

client: $(VENV)/.dev openapi  ## generate the clients anew
	$(BIN)/python clients/generate.py
	$(BIN)/python clients/generate_typescript.py

boards: $(VENV)/.dev  ## write the boards of Grafana anew
	PYTHONPATH=deploy/grafana $(BIN)/python -m boards

lock: $(VENV)/.dev  ## resolve the locks anew
	$(LOCK) pyproject.toml --group client --output-file requirements/runtime.lock
	$(LOCK) pyproject.toml --extra mcp --extra tracing --group client --group dev --constraint requirements/runtime.lock --output-file requirements/dev.lock
	$(LOCK) --group build --output-file requirements/build.lock
	$(LOCK) --group model --no-deps --output-file requirements/model.lock
	$(LOCK) --group tracing --constraint requirements/dev.lock --output-file requirements/tracing.lock
	$(LOCK) --group look --constraint requirements/dev.lock --output-file requirements/look.lock
	$(LOCK) --group notebook --constraint requirements/dev.lock --output-file requirements/notebook.lock

clean:  ## remove the environment and everything built
	rm -rf $(VENV) build dist *.egg-info .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.runtime: requirements/runtime.lock requirements/model.lock requirements/build.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv $(VENV)
	$(LOCKED) -r requirements/build.lock -r requirements/runtime.lock -r requirements/model.lock
	-$(BIN)/python -m compileall -q -j 0 $(VENV)/lib > /dev/null  # some hold files for other versions of Python
	$(PIP) install --no-deps --no-build-isolation -e . -e clients/python
	touch $@

$(VENV)/.look: $(VENV)/.dev requirements/look.lock
	$(LOCKED) -r requirements/look.lock
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.lock
	$(LOCKED) -r requirements/dev.lock
	touch $@
