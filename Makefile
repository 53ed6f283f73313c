# Every target sets up .venv itself; `make help` lists them.
SHELL := /bin/sh
PY := .venv/bin/python
PYTEST_ARGS ?= -n 2
STRESS_RUNS ?= 5
# `make run TORCH=no` sets up .venv without torch
export TORCH

.DEFAULT_GOAL := help
.PHONY: help run demo test stress lint format bench samples translations picture screenshots families architecture checksums constraints bundle clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

run: .venv/.dev ## Open the editor on a sample photo, or on PHOTO=path
	@$(PY) -m inpaint_studio edit $(or $(PHOTO),resources/samples/damaged-portrait.png)

demo: .venv/.dev ## Fill the sample photos; before, mask, after and comparison go to demo-output
	$(PY) -m inpaint_studio.demo

test: .venv/.dev ## Run all tests
	$(PY) -m pytest $(PYTEST_ARGS)

stress: .venv/.dev ## Run all tests STRESS_RUNS times in random order, with every core kept busy (an hour)
	$(PY) tools/stress.py --runs $(STRESS_RUNS) -q $(PYTEST_ARGS)

lint: .venv/.dev ## Check style, format, types and import contracts
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

format: .venv/.dev ## Format all files
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: .venv/.bench ## Time engines and finder against OpenCV, scikit-image and pypatchmatch (minutes)
	$(PY) -m tests.benchmarks
	$(PY) -m tests.benchmarks.finder

samples: .venv/.dev ## Rebuild the sample photos from their sources
	$(PY) resources/samples/make_samples.py

translations: .venv/.dev ## Check that every text of the editor is translated
	$(PY) tools/translations.py

picture: demo ## Make the README's picture from the demo
	$(PY) -c "from PIL import Image; sheet = Image.open('demo-output/overview.png'); sheet.thumbnail((1200, 1200)); \
		sheet.save('resources/docs/images/demo.jpg', quality=84, optimize=True)"

screenshots: .venv/.dev ## Retake the screenshots in resources/docs/screenshots (a minute)
	$(PY) tools/screenshots.py

families: .venv/.dev ## Draw what each engine family does to the same damage (a minute or two)
	$(PY) tools/families.py

architecture: .venv/.dev ## Draw the packages and their imports for the architecture page
	$(PY) -m tools.architecture

checksums: .venv/.dev ## Update the checksums of the shipped weights and in their cards
	$(PY) tools/checksums.py

constraints: ## Pin the newest versions that pyproject.toml admits in constraints.txt (downloads gigabytes)
	sh tools/freeze.sh

bundle: ## Build the AppImage and the archive for Linux in build/bundle (ten minutes)
	sh tools/bundle/build.sh

clean: ## Remove build output; keeps .venv
	rm -rf build dist demo-output bench-output .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find inpaint_studio tests resources tools -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.dev: pyproject.toml constraints.txt tools/setup.sh
	sh tools/setup.sh dev
	@touch $@

.venv/.bench: .venv/.dev
	sh tools/setup.sh dev bench
	@touch $@
