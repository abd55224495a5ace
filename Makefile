# `make` lists the targets. A target of more than a few lines is a script in scripts/.

SWIFT ?= swift
export FILES STATE LISTEN SCENARIO OVERLAP BULK SEED SERVERS RECORDS ROUNDS SCALING

# Swift reruns its build plugins when the environment changes, so this removes make's additions to it.
PLAIN = env -u _ -u OLDPWD -u FILES -u STATE -u LISTEN -u SCENARIO -u OVERLAP -u BULK -u SEED -u SERVERS -u RECORDS -u ROUNDS -u SCALING \
	-u PART -u ROWS -u SECONDS -u MINUTES -u CONNECTIONS \
	-u MAKEFLAGS -u MAKEOVERRIDES -u MFLAGS -u MAKELEVEL -u MAKE_TERMOUT -u MAKE_TERMERR

# Optimised, with Swift's libraries inside: each program starts in half the time.
RELEASE = build -c release --static-swift-stdlib

.DEFAULT_GOAL := help
.PHONY: help setup build sbom run graphql console test chaos soak asan fuzz graphql-judge token-graph-judge graphql-clients console-browser \
	parquet-judge bench bench-graphql bench-console bench-node profile docker-secrets compose-test lint lint-release format clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: Package.resolved ## Install missing Debian packages
	@scripts/setup.sh

build: setup ## Build the programs with optimisation; their symbols are in .build/release/.debug
	@scripts/strip.sh restore
	@$(PLAIN) $(SWIFT) $(RELEASE)
	@scripts/strip.sh strip

sbom: build ## Write what each program is made of beside it: .build/release/NAME.cdx.json
	@for program in extractor transformer loader graphql console etl; do \
		scripts/sbom.py ".build/release/$$program" --output ".build/release/$$program.cdx.json" || exit; \
	done

run: build ## Load a generated sample or FILES="a.csv b.csv.gz" on private servers, which keep their data in STATE
	@scripts/run.sh

graphql: build ## Serve what `make run` has loaded by GraphQL, with a page, at LISTEN=127.0.0.1:8080
	@scripts/graphql.sh

console: build ## Show what `make run` has loaded in a browser, at LISTEN=127.0.0.1:8090
	@scripts/console.sh

test: setup ## Run all tests, on private servers; SERVERS=docker runs these in containers
	@$(PLAIN) $(addprefix ETL_TEST_SERVERS=,$(SERVERS)) scripts/test.sh

chaos: setup ## Inject faults while sources load: all scenarios or SCENARIO=name; OVERLAP=1 for files that overlap; BULK=1 without the key; SEED=number repeats a run
	@$(PLAIN) $(SWIFT) build --product chaos
	@$(addprefix ETL_TEST_SERVERS=,$(SERVERS)) scripts/chaos.sh

soak: build ## Load for MINUTES=45, longer than the broker waits for an ack, with what goes wrong in a night
	@python3 -B Tests/Soak/soak.py .build/release $(addprefix --minutes ,$(MINUTES))

asan: setup ## Run the tests of the wrappers of C libraries, and the fuzzer for SECONDS=600, with AddressSanitizer
	@$(PLAIN) $(addprefix SECONDS_OF_FUZZING=,$(SECONDS)) scripts/asan.sh

fuzz: setup ## Fuzz the code that reads foreign bytes (SECONDS=600 TARGET=csv); SEED=number repeats a run
	@$(PLAIN) -u TARGET $(SWIFT) $(RELEASE) --product fuzz
	@.build/release/fuzz $(addprefix --target ,$(TARGET)) $(addprefix --seed ,$(SEED)) $(addprefix --seconds ,$(SECONDS))

graphql-judge: setup ## Compare the GraphQL library with graphql-core on its test corpora and 145,000 random documents
	@$(PLAIN) $(SWIFT) $(RELEASE) --product GraphQLJudge
	@scripts/graphql-judge.sh all .build/release/GraphQLJudge

token-graph-judge: setup ## Compare answers to 10,000 random queries with graphql-core, and check the plans of the statements
	@$(PLAIN) $(SWIFT) $(RELEASE) --product TokenGraphJudge
	@scripts/token-graph-judge.sh all .build/release/TokenGraphJudge

graphql-clients: build ## Test GraphQL with real clients, in a browser, and with ten minutes of random requests (SEED=number)
	@scripts/graphql-clients.sh .build/release all

console-browser: build ## Look at every page of the console in Chromium, by the rules of WCAG 2.2 AA; pictures in .build/console-pages
	@scripts/console-browser.sh .build/release

parquet-judge: setup ## Compare what is read of Parquet files of every writer with pyarrow, and with the same tables as CSV
	@$(PLAIN) $(SWIFT) $(RELEASE) --product ParquetJudge
	@scripts/parquet-judge.sh full .build/release/ParquetJudge
	@scripts/strip.sh restore
	@$(PLAIN) $(SWIFT) $(RELEASE) --product etl
	@scripts/parquet-judge.sh loaded .build/release/etl

bench: build ## Benchmark against other loaders (RECORDS=1000000 ROUNDS=3); SCALING=1 measures how rates scale
	@scripts/bench.sh

bench-graphql: build ## Benchmark the service graphql (PART=compare, filters or soak; ROWS, ROUNDS, SECONDS, MINUTES, CONNECTIONS)
	@scripts/bench-graphql.sh $(addprefix --part ,$(PART)) $(addprefix --rows ,$(ROWS)) $(addprefix --rounds ,$(ROUNDS)) \
		$(addprefix --seconds ,$(SECONDS)) $(addprefix --minutes ,$(MINUTES)) $(addprefix --connections ,$(CONNECTIONS))

bench-console: build ## Measure the console with much to show; with MINUTES=60, what it costs a load beside it (TRANSFERS=1000000)
	@scripts/bench-console.sh .build/release $(MINUTES) $(TRANSFERS)

bench-node: build ## Measure reading from a node beside cryo and ethereum-etl (BLOCKS=2000 ROUNDS=3), or PART=follow for MINUTES=60
	@scripts/bench-node.sh .build/release $(or $(PART),compare) $(if $(filter follow,$(PART)),$(MINUTES),$(BLOCKS) $(ROUNDS))

profile: build ## Profile the processor time of a load with perf (RECORDS=1000000)
	@scripts/profile.sh

docker-secrets: ## Create missing passwords for docker/compose.yaml
	@scripts/docker-secrets.sh

compose-test: ## Build and test the stack of docker/compose.yaml; needs a Docker engine
	@scripts/compose-test.sh

lint: Package.resolved ## Check formatting, limits, the floor plan, package versions, and that every import is declared
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Bench
	scripts/lint-limits.py
	scripts/lint-rooms.py
	scripts/lint-version.sh
	scripts/check-links.sh
	$(PLAIN) $(SWIFT) package resolve
	scripts/package-versions.sh check
	$(PLAIN) $(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	scripts/lint-links.sh .build/debug

lint-release: setup ## Check the machine code of the programs for locks with a wrong owner
	@scripts/strip.sh restore
	@$(PLAIN) $(SWIFT) $(RELEASE)
	@scripts/lint-release.py .build/release/extractor .build/release/transformer .build/release/loader .build/release/graphql \
		.build/release/console .build/release/etl
	@scripts/strip.sh strip

format: ## Format the code
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Bench

# Rewritten when the list changes; Swift resolves the versions in it.
Package.resolved: Package.versions
	@scripts/package-versions.sh pin

clean: ## Remove build output and the sample
	rm -rf .build sample
