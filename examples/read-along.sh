#!/bin/sh
# A book to read along, for a reading app (EPUB) and for a browser (player/index.html).
set -eu
diglot=${DIGLOT:-diglot}

"$diglot" build tests/data/night-ferry.txt -o output/example-read-along --format epub,html
