#!/bin/sh
# Two ways of listening to one text. What both say is spoken once: clips are kept by what they say.
set -eu
diglot=${DIGLOT:-diglot}

# English, time to say it in Chinese, then Chinese slowly and as usual.
"$diglot" build tests/data/night-ferry.txt -o output/example-learn --pattern learn --format mp3,lrc
# Chinese alone, turn by turn, with time to repeat each turn.
"$diglot" build tests/data/night-ferry.txt -o output/example-shadow --pattern 'turn: zh, pause 1.1x' \
    --format mp3,lrc
