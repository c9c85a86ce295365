# The commands of this archive; `make` alone lists them. Needs GNU make and Python 3.11 or newer with venv.
.SUFFIXES:
.DEFAULT_GOAL := help

PYTHON = .venv/bin/python
ARGS =
RUSSIAN = archive/locale/ru/LC_MESSAGES/django.po

# An interpreter that is gone (the system's Python was replaced) is no installation.
GONE != test -x $(PYTHON) || echo GONE

help:  ## list the commands
	@sed -n 's/^\([a-z]*\):.*##  *\(.*\)/  make \1	\2/p' Makefile

run: install  ## prepare what is missing, start the archive on 127.0.0.1:8000; Ctrl-C stops it
	@$(PYTHON) manage.py up

test: install  ## run all tests; ARGS="-k words" some of them
	@$(PYTHON) -m pytest -n 2 --dist loadgroup $(ARGS)

postgres: install  ## run all tests on PostgreSQL: a server is installed where it is lacking, started and thrown away
	@bash .ci/postgres run $(MAKE) test

lint: install  ## look for mistakes and for what is not formatted
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check

messages: install  ## bring the catalogue of the pages in Russian up to date with templates and code; needs gettext
	@$(PYTHON) manage.py makemessages --locale ru --add-location file --no-wrap --no-obsolete --verbosity 0 \
	  --ignore .venv --ignore tests --ignore benchmarks --ignore examples
	@sed -i '/^"POT-Creation-Date/d; /^"Report-Msgid-Bugs-To/d' $(RUSSIAN)
	@$(PYTHON) manage.py compilemessages --locale ru --ignore .venv --verbosity 0
	@msgattrib --untranslated --no-wrap $(RUSSIAN)
	@msgattrib --only-fuzzy --no-wrap $(RUSSIAN)

whoosh: install  ## run the engine tests on Whoosh 2.7.4 as well, the last release of the original
	@sh .ci/whoosh-2.7.4

clients:  ## install what slow tests take from npm: a TypeScript client of the API, a checker of HTML; needs node
	@npm ci --silent --ignore-scripts --prefix tests/clients

hammer: install  ## ask an archive of 5,000 stories all that schemathesis thinks of; ARGS=20000, the requests
	@$(PYTHON) benchmarks/hammer.py $(ARGS)

screenshots: install  ## take the pictures of the pages in docs/pages, of the sample; ARGS=http://… of an archive that runs
	@$(PYTHON) -m tests.browser.screenshots $(ARGS)

bench: install  ## measure imports, engines, HTTP, limits, pages, exports and (with wrk) requests a second; each prints its table
	@for script in imports engines web waiting limits load room; do \
	  if test -f benchmarks/$$script.py; then $(PYTHON) benchmarks/$$script.py $(ARGS) || exit 1; fi; \
	done

growth: install  ## time indexing and queries as archives grow, on all engines and the bare libraries; ARGS="--help"
	@$(PYTHON) benchmarks/growth $(ARGS)

install: .venv/installed  ## install the pinned requirements into .venv, when they changed

.venv/installed: requirements.txt .ci/install $(GONE)
	@sh .ci/install
	@touch $@

lock: install  ## pin requirements.in, with hashes, in requirements.txt; ARGS=--upgrade for newer ones
	@$(PYTHON) -m uv --version >/dev/null 2>&1 || $(PYTHON) -m pip install --quiet uv
	@$(PYTHON) -m uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	  --custom-compile-command "make lock" $(ARGS) requirements.in -o requirements.txt

.PHONY: help run test postgres lint messages whoosh clients hammer screenshots bench growth install lock GONE
