SHELL := bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BIN := bin/gongqiu
GO_FILES := $(shell git ls-files '*.go' '*.sql' '*.yml' '*.toml' '*.csv' '*.html' '*.css' '*.js' '*.json' go.mod go.sum 2>/dev/null)

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

demo: build ## run the pipeline on the bundled data and serve the dashboard
	$(BIN) demo

run: build ## run the pipeline with gongqiu.yaml
	$(BIN) run

serve: build ## serve the dashboard of the current release
	$(BIN) serve

build: $(BIN) ## build bin/gongqiu with the chart library embedded
$(BIN): web/.stamp $(GO_FILES)
	go build -trimpath -o $@ ./cmd/gongqiu

assets: web/.stamp ## fetch the chart library from npm and embed it
web/.stamp: web/package-lock.json web/build.mjs
	npm ci --prefix web --ignore-scripts --no-audit --no-fund --loglevel=error
	node web/build.mjs
	touch $@

test: assets browser ## run every test, those in a real browser included
	REQUIRE_ASSETS=1 REQUIRE_BROWSER=1 go test ./...

browser: ## say how to get Chromium if it is missing, or install it when root on Debian
	@scripts/browser.sh

lint: ## run the linters, import directions included
	golangci-lint run ./...

truth: ## the long simulation suite: is what was injected found?
	go test -tags truth -timeout 30m -run Truth ./...

model: ## train the occupation coder anew
	go run ./cmd/gongqiu train

bench: build ## speed and memory against a baseline in the same run
	scripts/bench.sh $(BIN)

docs: ## generate the data dictionary and the CLI reference
	go run ./cmd/gongqiu docs

release: test lint build ## everything that a tagged build needs
	$(BIN) --version

.PHONY: help demo run serve build assets test browser lint truth model bench docs release
