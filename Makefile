# On a machine with only Python 3.11 or newer, `make demo` and `make test` do everything.
# Another interpreter: make test PYTHON=python3.12

PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check
INSTALLED = $(VENV)/installed
# Ray and pyarrow are 430 MB, and clusters on two cores take minutes: no part of `make test`.
CLUSTERED = $(VENV)/clustered

# uv, cyclonedx-bom and pip-audit, apart from what glossator is tested with.
TOOLS = .tools
TOOLED = $(TOOLS)/installed

.PHONY: help demo test style types rules pytest wheel-smoke test-cluster coverage mutation bench samples lock sbom audit clean
.NOTPARALLEL:

help:
	@echo "make demo         annotate everything in samples/ and show the YAML"
	@echo "make test         everything below, in this order, up to the first failure"
	@echo "make style        ruff: lint and format"
	@echo "make types        mypy --strict"
	@echo "make rules        check the shipped rule packs and run their tests"
	@echo "make pytest       unit, property and sample tests; those of the report need chromium, see CONTRIBUTING.md"
	@echo "make wheel-smoke  build the wheel, install it elsewhere, compare with a sample"
	@echo "make test-cluster install the extra ray, start Ray clusters on this machine, and test --on ray"
	@echo "make coverage     branch coverage of annotators/ by pytest; fails below 92 %"
	@echo "make mutation     mutation testing of numbers, matching, overlaps and offsets; an hour"
	@echo "make bench        measure start-up, speed and memory"
	@echo "make samples      write samples/*.yaml anew"
	@echo "make lock         write requirements.lock anew: what pyproject.toml and constraints.txt ask for, with hashes"
	@echo "make sbom         write build/sbom.cdx.json, the bill of materials (CycloneDX) of requirements.lock"
	@echo "make audit        ask for known vulnerabilities of requirements.lock (network)"
	@echo "make clean        remove the virtual environment and all caches"

# Everything but the records goes to standard error: `make demo | less` shows YAML alone.
demo: $(INSTALLED)
	@$(BIN)/glossator annotate samples

test: style types rules pytest wheel-smoke

style: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED)
	$(BIN)/mypy

rules: $(INSTALLED)
	$(BIN)/glossator rules check --strict
	$(BIN)/glossator rules test

pytest: $(INSTALLED)
	$(BIN)/python -m pytest -n auto --dist loadfile

test-cluster: $(CLUSTERED)
	$(BIN)/python -m pytest tests/cluster

wheel-smoke: $(INSTALLED)
	$(BIN)/python tests/smoke/installed_wheel.py

# A process that a test starts is not measured: the tests that do nothing else are left out. So is one that counts
# seconds, for it would count those of coverage.
coverage: $(CLUSTERED)
	$(BIN)/python -m coverage run -m pytest --ignore=tests/cli --ignore=tests/report --ignore=tests/test_docs.py \
	  --deselect tests/test_hostile_packs.py::test_a_hostile_pack_is_compiled_or_refused_in_time
	$(BIN)/python -m coverage report --fail-under=92

# It goes on where it was stopped. The survivors: mutmut results, mutmut show NAME. What they are: docs/mutation.md
mutation: $(INSTALLED)
	@$(PIP) install --quiet -c constraints.txt --no-build-isolation -e '.[mutation]' >&2
	$(BIN)/mutmut run --max-children 1
	@$(BIN)/python bench/mutation_scores.py

bench: $(INSTALLED)
	PATH="$$PWD/$(BIN):$$PATH" bench/run

# setuptools comes first and the project is built with it, so that nothing outside constraints.txt is fetched.
$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "glossator needs Python 3.11 or newer, and '$(PYTHON)' is not it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make virtual environments: install its venv package (Debian: python3-venv)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV); the first time takes some minutes (torch is large)." >&2
	@$(PIP) install --quiet -c constraints.txt setuptools >&2
	@$(PIP) install --quiet -c constraints.txt --no-build-isolation -e '.[dev]' >&2
	@# So that the first run starts as fast as the second, also where Python may not write what it compiles.
	@$(BIN)/python -m compileall -q annotators cli
	@$(BIN)/python -c 'from annotators.packcache import write_shipped; write_shipped()'
	@# `man glossator`, while the environment is active.
	@mkdir -p $(VENV)/share/man/man1 && $(BIN)/glossator man > $(VENV)/share/man/man1/glossator.1
	@touch $(INSTALLED)

$(CLUSTERED): $(INSTALLED)
	@$(PIP) install --quiet -c constraints.txt --no-build-isolation -e '.[ray]' >&2
	@touch $(CLUSTERED)

clean:
	rm -rf $(VENV) $(TOOLS) build dist rules/*.compiled glossator.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis mutants .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Writes samples/*.yaml anew; read the difference line by line before committing it.
samples: $(INSTALLED)
	@for file in samples/*.txt; do $(BIN)/glossator annotate "$$file" > "$${file%.txt}.yaml" || exit 1; done

# The head of the file is kept: it says what the file is for, and no index.
lock: $(TOOLED)
	@head -2 requirements.lock > requirements.lock.part
	@$(TOOLS)/bin/uv pip compile --quiet --no-header --no-annotate --generate-hashes --python-version 3.11 \
	  --python-platform linux -c constraints.txt pyproject.toml >> requirements.lock.part
	@mv requirements.lock.part requirements.lock

sbom: $(TOOLED)
	@mkdir -p build
	@$(TOOLS)/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible \
	  --of JSON -o build/sbom.cdx.json

audit: $(TOOLED)
	@$(TOOLS)/bin/pip-audit --disable-pip -r requirements.lock

$(TOOLED): Makefile
	@test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	@$(TOOLS)/bin/python -m pip --disable-pip-version-check install --quiet \
	  uv==0.13.9 cyclonedx-bom==7.5.0 pip-audit==2.10.1 >&2
	@touch $(TOOLED)
