# Every line a developer, CI or a fresh machine runs; `make` alone lists them.
# All it takes is Python 3.11 or newer; PYTHON=… chooses one.

BIN := .venv/bin
SERVERS := $(BIN)/python -m cms.servers --temporary --follow-parent
TUFJS := tests/workflows/mirrors/proof/tufjs
TEMPLATES = $(shell find cms pages search templates workflows -name '*.html')

.DEFAULT_GOAL := help
.PHONY: help run test coverage lint lint-django format lock bench bench-mirrors receiver secrets clean

help:  ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1: /p' Makefile

run: .venv/base.stamp  ## a whole newsroom on this machine, with demo data
	@$(BIN)/python -m cms.run --follow-parent

test: export DJANGO_SETTINGS_MODULE = cms.settings.test
test: .venv/dev.stamp $(TUFJS)/node_modules/.stamp  ## the whole suite on embedded servers (ARGS="-k kill" for a part)
	@$(SERVERS) -- $(BIN)/pytest -n auto --maxprocesses 4 --no-loadscope-reorder $(ARGS)

coverage: export DJANGO_SETTINGS_MODULE = cms.settings.test
coverage: .venv/dev.stamp $(TUFJS)/node_modules/.stamp  ## the suite, and the lines and branches it never takes (slower)
	@$(SERVERS) -- $(BIN)/coverage run -m pytest $(ARGS)
	@$(BIN)/coverage report --skip-covered --show-missing

lint: export DJANGO_SETTINGS_MODULE = cms.settings.test
lint: .venv/dev.stamp  ## format, rules, templates, imports, types, settings, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	$(BIN)/djhtml --check $(TEMPLATES)
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	@$(BIN)/caddy fmt deploy/caddy/Caddyfile >/dev/null  # fails, and says so, unless formatted
	$(SERVERS) -- $(MAKE) --no-print-directory lint-django

lint-django:
	$(BIN)/mypy .
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run

format: .venv/dev.stamp  ## rewrite code and templates in the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $(TEMPLATES)
	$(BIN)/djhtml $(TEMPLATES)

lock: .venv/dev.stamp  ## pin requirements/*.in anew, with hashes
	for name in base embedded dev; do \
		$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-header \
			requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

bench: .venv/dev.stamp  ## Masthead beside stock Wagtail, on durable servers
	@$(SERVERS) --durable -- $(BIN)/python -m bench $(ARGS)

bench-mirrors: .venv/dev.stamp  ## what carrying to mirrors costs, beside rsync and others
	@$(SERVERS) --durable -- $(BIN)/python -m bench.mirrors $(ARGS)

receiver: .venv/base.stamp  ## receiver.pyz, for a mirror on another machine (docs/mirrors.md)
	$(BIN)/python -m workflows.mirrors.receiver.pack receiver.pyz

soak: .venv/dev.stamp  ## twenty mirrors and everything that goes wrong, for ten minutes
	@$(SERVERS) --durable -- $(BIN)/python -m bench.soak $(ARGS)

secrets:  ## random secrets/ for docker compose, once; never overwrites
	@sh deploy/secrets secrets

clean:  ## remove what was built; the data in .masthead stays
	rm -rf .venv .coverage htmlcov .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# A second verifier for one test, which is skipped, with the reason, where this cannot run.
$(TUFJS)/node_modules/.stamp: $(TUFJS)/package-lock.json
	@mkdir -p $(@D) && if command -v npm >/dev/null; then \
		npm ci --prefix $(TUFJS) --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null && touch $@ \
		|| echo "tuf-js could not be installed: its tests will be skipped."; fi

.venv/base.stamp: requirements/base.txt requirements/embedded.txt
	@sh .ci/install base embedded && touch $@

.venv/dev.stamp: requirements/dev.txt .venv/base.stamp
	@sh .ci/install base embedded dev && touch $@
