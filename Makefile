# make demo   an audiobook from tests/data/night-ferry.txt, into output/the-night-ferry
# make test   all tests
# make check  format and lints
# make validate  every format, looked at by epubcheck, DAISY Ace, axe in Chromium and others; then the studio
# make validate-studio  the studio alone, as people use it, in Chromium, with the tools that make validate has brought
# make pictures  the pictures of docs/studio.md, with the same tools
# make dist   the program as it is given out: smaller and a little faster, built in some minutes, in target/dist
# make setup-fleet  nats-server and espeak-ng, for examples/fleet
# make setup  what is needed beside Rust and a C compiler: espeak-ng, ffmpeg, poppler (for PDF), a font for Chinese

CARGO ?= cargo
DIGLOT = target/release/diglot

.PHONY: demo test validate validate-studio pictures check build dist setup setup-fleet setup-tests

demo: build
	@sh scripts/setup espeak-ng
	@$(DIGLOT) build tests/data/night-ferry.txt --chapters questions:1
	@if $(DIGLOT) get --list | grep -q 'not here: diglot get kokoro'; then \
	  echo 'To have it sound like people: $(DIGLOT) get kokoro'; \
	  echo 'and then:                     $(DIGLOT) build output/the-night-ferry --engine kokoro'; \
	fi

test: setup-tests
	$(CARGO) test

validate: build
	@sh scripts/validate $(DIGLOT)
	@$(MAKE) --no-print-directory validate-studio

validate-studio: build
	@MODULES=target/validate CHROMIUM=$$(command -v chromium || command -v chromium-browser) \
	  node tests/validate/studio/main.mjs $(DIGLOT) tests/data/night-ferry.txt target/validate/studio target/validate/shots/studio

pictures: build
	@MODULES=target/validate CHROMIUM=$$(command -v chromium || command -v chromium-browser) \
	  node tests/validate/studio/pictures.mjs $(DIGLOT) tests/data/night-ferry.txt target/validate/pictures docs

check:
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets -- -D warnings

build:
	$(CARGO) build --release

dist:
	$(CARGO) build --profile dist

setup:
	@sh scripts/setup espeak-ng ffmpeg pdftotext chinese-font

setup-fleet:
	@sh scripts/setup espeak-ng nats-server

setup-tests:
	@sh scripts/setup espeak-ng ffprobe pdftotext cueprint sox python3 nats-server
