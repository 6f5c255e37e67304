# SPDX-License-Identifier: Apache-2.0
# A thin face over meson and npm. `make help` lists what there is.

BUILD ?= build
PREFIX ?= /usr/local
DATA ?= data
LISTEN ?= 127.0.0.1:8080
DEMO ?= 1
NINJA ?= ninja

.PHONY: help setup setup-test setup-sure setup-bench build web wasm module install run test sure fuzz bench faults format screens clean

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' \
		$(MAKEFILE_LIST)

setup: ## install what is missing (Debian packages, npm modules)
	@scripts/setup.sh

setup-test: | setup
	@scripts/setup.sh test

setup-sure: | setup
	@scripts/setup.sh sure

setup-bench: | setup
	@scripts/setup.sh bench

build: setup $(BUILD)/build.ninja web ## build the daemon and the client
	@$(NINJA) -C $(BUILD) --quiet rapport

$(BUILD)/build.ninja: | setup
	@meson setup $(BUILD) >/dev/null

wasm: setup ## build the core for the browser
	@scripts/build-wasm.sh $(BUILD)/core.wasm

module: setup ## build the core for others: build/module, with an example page
	@node web/module.mjs $(BUILD)/module

web: setup ## build the client into web/dist
	@node web/build.mjs

install: build ## put program, library and man pages under PREFIX, DESTDIR before it
	@meson configure $(BUILD) -Dprefix=$(abspath $(PREFIX)) >/dev/null
	@$(NINJA) -C $(BUILD) --quiet product
	@meson install -C $(BUILD) --no-rebuild --quiet $(if $(DESTDIR),--destdir $(abspath $(DESTDIR)))

run: build ## start Rapport; DEMO=0 for an empty house, DATA=, LISTEN=
	@DATA=$(DATA) LISTEN=$(LISTEN) DEMO=$(DEMO) BUILD=$(BUILD) scripts/run.sh

test: build setup-test ## everything that proves it works: unit, stores, API, browser
	@BUILD=$(BUILD) scripts/test.sh

sure: build setup-sure ## the long checks: sanitizers, clang-tidy, types, lint, drills
	@BUILD=$(BUILD) scripts/sure.sh

fuzz: setup-sure ## each fuzz target for FUZZ_SECONDS (60)
	@scripts/fuzz.sh

bench: build setup-bench ## the promises of speed, measured; writes docs/speed.md
	@BUILD=$(BUILD) scripts/bench.sh

faults: build setup-test ## what breaks a call, and what it costs; writes docs/faults.md
	@BUILD=$(BUILD) scripts/faults.sh

screens: build setup-test ## pictures of every screen, from the running program
	@BUILD=$(BUILD) scripts/screens.sh

format: setup-sure ## put C and TypeScript into the house's form
	@git ls-files '*.c' '*.h' | xargs clang-format -i
	@npm run --silent format

clean: ## remove what was built (not the data)
	@rm -rf $(BUILD) build-* web/dist
