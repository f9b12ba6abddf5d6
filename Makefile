# The commands of the house; `make` alone lists them.

PYTHON ?= python3
RUN := .venv/bin/python
STACK := $(RUN) -m config.stack
# Where the rollback engine is installed: apart, for it outlives what it takes back.
ENGINE ?= .engine
# Settings that let Django read its models where no server runs.
MODELS := DJANGO_SETTINGS_MODULE=config.checking
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	$(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help setup up down reset status logs env test check lint types imports templates migrations bench lock format engine drills

help: ## This list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: ## Make .venv from the pinned requirements (does nothing when they have not changed)
	@$(PYTHON) config/venv

up: setup ## Start everything (ONLY=intake,web: those and what they need); Ctrl-C stops it
	@$(STACK) up $(if $(ONLY),--only $(ONLY))

down: setup ## Stop what `make up` started, from another terminal
	@$(STACK) down

reset: setup ## Delete the state folder (asks first; FORCE=1 does not)
	@$(STACK) reset $(if $(FORCE),--force)

status: setup ## What runs, where
	@$(STACK) status

logs: setup ## Follow the logs (PROGRAM=worker for one)
	@$(STACK) logs $(PROGRAM)

env: setup ## Variables of the running stack, for a shell of your own
	@$(STACK) env

test: setup ## Unit, integration and browser tests side by side, then the drills
	@$(RUN) -m config.stack.suite

drills: setup ## The rollback engine on a running platform: every defect, escalations, kills (half an hour; CI runs none of them)
	@$(RUN) -m pytest -q -s -m rehearsal tests/drills

check: setup lint types imports templates migrations ## Everything that reads the code without running it

lint:
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

types:
	$(RUN) -m mypy .

imports:
	.venv/bin/lint-imports

templates:
	.venv/bin/djlint --lint --quiet --allow-empty-input apps packages

migrations:
	$(MODELS) $(RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

format: setup ## Put the code into the house's form
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

engine: setup ## Install the rollback engine into an environment of its own (ENGINE=/srv/wabot/engine: elsewhere)
	$(UV) venv --quiet --clear --python $(RUN) $(ENGINE)
	$(UV) pip install --quiet --python $(ENGINE)/bin/python --require-hashes --requirement packages/rollback/requirements.txt
	$(UV) pip install --quiet --python $(ENGINE)/bin/python --no-deps --refresh-package wabot-edge \
		--refresh-package wabot-rollback ./packages/edge ./packages/rollback
	@echo "the engine is ready: $(ENGINE)/bin/rollback --help"

bench: setup ## Every figure the README quotes, one benchmark after the other; says at the end which missed a target
	@missed=; for each in $$(grep -l '^if __name__ == "__main__":' benchmarks/*.py benchmarks/*/__main__.py); do \
		module=$$(echo "$${each%.py}" | tr / .); module=$${module%.__main__}; printf '\n== %s ==\n' "$$module"; \
		$(RUN) -m "$$module" || missed="$$missed $$module"; done; \
	test -z "$$missed" || { echo "missed a target:$$missed"; exit 1; }

lock: setup ## Compile requirements*.txt from pyproject.toml (UPGRADE=1 for newer versions)
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	echo uv | $(COMPILE) - -o requirements-uv.txt
	$(RUN) -c "import sys, tomllib; print(*(need for name in sys.argv[1:] for need in tomllib.load(open(name, 'rb'))['project']['dependencies'] if not need.startswith('wabot')), sep='\n')" \
		packages/edge/pyproject.toml packages/rollback/pyproject.toml | \
		$(COMPILE) - -c requirements-dev.txt -o packages/rollback/requirements.txt
