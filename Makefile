# `make` lists the targets; what a target does in more than a few lines is in scripts/.

SWIFT ?= swift
export FILES STATE SCENARIO SEED RECORDS ROUNDS SCALING

# Swift runs its build plugins again when the environment differs, so what make adds to it is taken out.
PLAIN = env -u _ -u OLDPWD -u FILES -u STATE -u SCENARIO -u SEED -u RECORDS -u ROUNDS -u SCALING \
	-u MAKEFLAGS -u MAKEOVERRIDES -u MFLAGS -u MAKELEVEL -u MAKE_TERMOUT -u MAKE_TERMERR

# Optimised, with Swift's libraries inside: each program starts in half the time.
RELEASE = build -c release --static-swift-stdlib

.DEFAULT_GOAL := help
.PHONY: help setup build run test chaos fuzz bench profile docker-secrets compose-test lint format clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: Package.resolved ## Install the Debian packages that are missing
	@scripts/setup.sh

build: setup ## Build the programs, optimised
	@$(PLAIN) $(SWIFT) $(RELEASE)

run: build ## Load a generated sample, or FILES="a.csv b.csv.gz", on private servers with their data in STATE
	@scripts/run.sh

test: setup ## Run all tests, on private servers
	@$(PLAIN) scripts/test.sh

chaos: setup ## Strike while sources are loading: all scenarios, or SCENARIO=name, with SEED=number again
	@$(PLAIN) $(SWIFT) build --product chaos
	@scripts/chaos.sh

fuzz: setup ## Feed the readers of bytes what nobody would write (SECONDS=600 TARGET=csv), with SEED=number again
	@$(PLAIN) -u SECONDS -u TARGET $(SWIFT) $(RELEASE) --product fuzz
	@.build/release/fuzz $(addprefix --target ,$(TARGET)) $(addprefix --seed ,$(SEED)) $(addprefix --seconds ,$(SECONDS))

bench: build ## Measure it beside other loaders (RECORDS=1000000 ROUNDS=3), or with SCALING=1 by size
	@scripts/bench.sh

profile: build ## Show where the processor time of a load goes, with perf (RECORDS=1000000)
	@scripts/profile.sh

docker-secrets: ## Make the passwords that docker/compose.yaml needs, where they are missing
	@scripts/docker-secrets.sh

compose-test: ## Build and try the stack of docker/compose.yaml, with a Docker engine
	@scripts/compose-test.sh

lint: Package.resolved ## Check the format, the limits, the floor plan, the packages, and that every import is declared
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Bench
	scripts/lint-limits.py
	scripts/lint-rooms.py
	scripts/lint-version.sh
	scripts/check-links.sh
	$(PLAIN) $(SWIFT) package resolve
	scripts/package-versions.sh check
	$(PLAIN) $(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	scripts/lint-links.sh .build/debug

format: ## Format the code
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Bench

# Written again when the list changes; Swift takes the versions in it.
Package.resolved: Package.versions
	@scripts/package-versions.sh pin

clean: ## Remove what was built, and the sample
	rm -rf .build sample
