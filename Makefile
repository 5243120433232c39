# make demo   an audiobook from tests/data/night-ferry.txt, into output/the-night-ferry
# make test   all tests
# make check  format and lints
# make setup  what is needed beside Rust and a C compiler: espeak-ng; for the tests also ffmpeg, cuetools, sox

CARGO ?= cargo
DIGLOT = target/release/diglot

.PHONY: demo test check build setup setup-tests

demo: setup build
	@$(DIGLOT) build tests/data/night-ferry.txt --chapters questions:1

test: setup-tests
	$(CARGO) test

check:
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets -- -D warnings

build:
	$(CARGO) build --release

setup:
	@sh scripts/setup espeak-ng

setup-tests:
	@sh scripts/setup espeak-ng ffprobe cueprint sox python3
