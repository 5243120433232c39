#!/bin/sh
# A podcast: script and settings first, then the show's address in book.toml, then the book.
set -eu
diglot=${DIGLOT:-diglot}
book=output/example-podcast

"$diglot" script tests/data/night-ferry.txt --chapters questions:1 -o "$book"
if ! grep -q '^url = ' "$book/book.toml"; then
    awk '{ print } /^\[podcast\]/ { print "url = \"https://example.org/ferry/\"\nemail = \"mara@example.org\"" }' \
        "$book/book.toml" >"$book/book.toml.new"
    mv "$book/book.toml.new" "$book/book.toml"
fi
"$diglot" build "$book" --format feed
