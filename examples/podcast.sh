#!/bin/sh
# A podcast: script and settings first, then the show's address in book.toml, then the book.
set -eu
diglot=${DIGLOT:-diglot}
book=output/example-podcast

"$diglot" script tests/data/night-ferry.txt --chapters questions:1 -o "$book"
grep -q '^\[podcast\]' "$book/book.toml" || cat >>"$book/book.toml" <<'SETTINGS'

[podcast]
url = "https://example.org/ferry/"
email = "mara@example.org"
SETTINGS
"$diglot" build "$book" --format feed
