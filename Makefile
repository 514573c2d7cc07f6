# The commands of this project; `make help` lists them. Each does its own set-up.

GO       ?= go
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LDFLAGS  := -s -w -X github.com/notes-lsp/notes-lsp/internal/cli.Version=$(VERSION)
FUZZTIME ?= 30s
NOTES    ?=
SIZES    ?=
BENCHTIME ?= 20x
VSIX     ?=
PICTURE  ?=
PICTURES ?=
RUMDL    := rumdl@0.2.75

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOLANGCI    := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: help build try tour picture tools test test-go test-all test-race test-nvim test-emacs test-editors test-vscode test-graph graph-page vsix lint lint-more bench bench-peers soak newcomer third-party reproducible release-check fuzz install clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

build: ## build bin/notes-lsp
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags '$(LDFLAGS)' -o bin/notes-lsp ./cmd/notes-lsp

try: build ## open a sample garden in Neovim, or print a tour of it where there is no terminal
	@sh editors/nvim/try.sh

tour: build ## write the screens of the tour to docs/tour.txt
	@sh editors/nvim/try.sh --tour docs/tour.txt

picture: build ## draw docs/images/neovim.png anew; needs tmux and Chromium
	sh editors/nvim/picture.sh

test: tools lint test-all test-race test-nvim test-emacs test-vscode test-graph ## everything, as CI runs it

# What tests have look at the graph and the manual page. Where it can't be had they say so, and fail with CI=true.
tools:
	@command -v dot >/dev/null && command -v groff >/dev/null || \
		{ [ "$$(id -u)" -eq 0 ] && apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends graphviz groff; } >/dev/null || \
		echo "Graphviz and groff are not installed: what needs them is not tested." >&2

# With -short random tests try a part of their cases, scripts run in one of their four modes, and nothing is timed.
test-go: ## the quick inner loop
	$(GO) test -short ./...

test-all: ## all tests of the Go packages
	$(GO) test -timeout 20m ./...

# The race detector makes everything ten times slower. The transport recycles requests; the tag makes a use after that
# fail.
test-race: build ## the quick tests under the race detector
	$(GO) test -race -short -timeout 20m -tags jsonrpc2poison ./...

test-nvim: build ## a real Neovim, headless, against the built server
	sh editors/nvim/test.sh

test-emacs: build ## a real Emacs with Eglot, against the built server
	sh editors/emacs/test.sh

test-editors: build ## what is tried less often: lsp-mode, Helix, Vim with ALE
	sh editors/emacs/test.sh --lsp-mode
	sh editors/helix/test.sh
	sh editors/vim/test.sh

test-vscode: ## the packaged extension in a real VS Code; fetches 1.2 GB the first time. PICTURES=folder keeps the screenshots
	LDFLAGS='$(LDFLAGS)' PICTURES='$(if $(PICTURES),$(abspath $(PICTURES)))' sh editors/vscode/test/test.sh

vsix: editors/vscode/node_modules ## package the VS Code extension for this platform; VSIX=all for all
	LDFLAGS='$(LDFLAGS)' sh editors/vscode/package.sh $(VSIX)

test-graph: build editors/graph/node_modules ## the page of the graph in a real Chromium; PICTURE=docs/images/graph.png takes its picture
	PICTURE='$(if $(PICTURE),$(abspath $(PICTURE)))' sh editors/graph/test/test.sh

newcomer: ## time a newcomer's way of the README, from a clone to the first completion: in Neovim, and in VS Code
	sh editors/nvim/newcomer.sh
	sh editors/vscode/newcomer.sh

graph-page: editors/graph/node_modules ## bundle the page of the graph into internal/graph/page
	npm --prefix editors/graph run --silent bundle

editors/graph/node_modules: editors/graph/package-lock.json
	cd editors/graph && npm ci --ignore-scripts --no-audit --no-fund && touch node_modules

editors/vscode/node_modules: editors/vscode/package-lock.json
	cd editors/vscode && npm ci --ignore-scripts --no-audit --no-fund && cp package-lock.json node_modules/.of-lock && touch node_modules

lint: ## formatting, vet for three systems, and staticcheck
	@unformatted=$$(gofmt -l cmd internal); [ -z "$$unformatted" ] || { echo "not gofmt'd:"; echo "$$unformatted"; exit 1; }
	$(GO) vet ./...
	GOOS=darwin $(GO) vet ./...
	GOOS=windows $(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...
	$(GO) mod tidy -diff
	$(GO) mod verify

lint-more: ## what .golangci.yml lists; builds golangci-lint, which takes minutes the first time
	$(GO) run $(GOLANGCI) run ./...

bench: build ## speed and memory of the built binary; NOTES=folder measures that folder, SIZES=100000 a vault so large
	SIZES='$(SIZES)' NOTES='$(if $(NOTES),$(abspath $(NOTES)))' $(GO) test -run '^$$' -bench . -benchtime $(BENCHTIME) -timeout 30m ./internal/bench
	$(GO) test -run '^$$' -bench . -benchmem ./internal/text ./internal/markdown ./internal/vault ./internal/disk ./internal/feature ./internal/server

soak: build ## a session of 100,000 edits and 20,000 requests against the built binary; prints memory and times
	SOAK=1 $(GO) test -run TestSoak -v -timeout 60m ./internal/bench

bench-peers: build .cache/peers/$(RUMDL) ## side by side with rumdl, a linter and server in Rust; NOTES='folder folder'
	PEER='$(abspath .cache/peers/$(RUMDL))' NOTES='$(abspath $(NOTES))' $(GO) test -run '^$$' -bench '^BenchmarkPeer' -benchtime 1x -timeout 30m ./internal/bench

.cache/peers/$(RUMDL):
	npm install --prefix $@.part --no-package-lock --no-audit --no-fund --ignore-scripts $(RUMDL)
	mv $@.part $@

third-party: ## write the licences of what is packed to docs/third-party.txt
	$(GO) test ./internal -run ThirdParty -update

reproducible: ## build twice, at two places with two caches, and compare the bytes
	sh .github/release/reproducible.sh

release-check: ## what a release would publish, in dist/, without publishing
	sh .github/release/check.sh

fuzz: ## run every fuzz target for FUZZTIME
	@for pkg in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "== $$pkg $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x $$pkg || exit 1; \
		done; \
	done

install: ## install notes-lsp to GOBIN
	CGO_ENABLED=0 $(GO) install -trimpath -buildvcs=false -ldflags '$(LDFLAGS)' ./cmd/notes-lsp

clean:
	rm -rf bin .cache dist
