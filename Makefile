.DEFAULT_GOAL := help
SHELL := bash
GO ?= go

# The linter is built from the module in tools/, which pins its version.
LINT := bin/golangci-lint

.PHONY: help
help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## Show the main job; needs Go alone
	@scripts/demo

.PHONY: test
test: ## Install what is missing and run every test, with the race detector and without
	scripts/install
	$(GO) vet ./...
	$(GO) test -race ./...
	$(GO) test ./...
	$(GO) vet -tags zmq ./cmd/...
	$(GO) test -tags zmq -run ZeroMQ ./cmd/...

.PHONY: lint
lint: $(LINT) ## Check format and style
	$(LINT) config verify
	$(LINT) run ./...
	$(LINT) run --build-tags zmq ./cmd/...
	cd bench && ../$(LINT) run ./...
	cd examples/nats && ../../$(LINT) run ./...

$(LINT): tools/go.mod tools/go.sum
	cd tools && $(GO) build -o ../$(LINT) github.com/golangci/golangci-lint/v2/cmd/golangci-lint

.PHONY: fuzz
fuzz: ## Run every fuzz target, FUZZTIME seconds in all (30 unless told)
	scripts/fuzz

.PHONY: bench
bench: ## Measure against peers and limits, and write docs/BENCHMARKS*.md
	cd bench && $(GO) run ./report -o ../docs/BENCHMARKS.md
	cd bench && $(GO) run ./httpload -o ../docs/BENCHMARKS-HTTP.md
	cd bench && $(GO) run $$(pkg-config --exists libzmq && echo -tags zmq) ./wireload -o ../docs/BENCHMARKS-TRANSPORTS.md

.PHONY: mutants
mutants: ## Prove the conformance suite: every case finds a defect, and every defect is found
	$(GO) run ./conformance/internal/mutant/matrix

.PHONY: interop
interop: ## Install other implementations, run the suite against them, and write docs/INTEROP.md
	cd interop && $(GO) run $$(pkg-config --exists libzmq && echo -tags zmq) . -docs ../docs

.PHONY: interop-ci
interop-ci: ## Do so with one implementation for each language, and write nothing
	cd interop && $(GO) run . -quick

.PHONY: cover
cover: ## Print how much of each function the tests run
	$(GO) test -coverprofile coverage.out ./...
	$(GO) tool cover -func coverage.out

.PHONY: clean
clean: ## Remove what the other targets made
	rm -rf bin coverage.out
