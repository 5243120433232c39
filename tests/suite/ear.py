"""A recogniser that knows a book: it tells a sound by its length. ear.py BOOK, then a line of JSON for each sound.

What it answers is what is written, or what `mishears.json` has for that text. Each sound is noted in `heard.log`.
"""

import json
import os
import sys
import time
import wave

timeline = json.load(open(sys.argv[1] + "/book.json"))
mishears = json.load(open("mishears.json")) if os.path.exists("mishears.json") else {}
rate = timeline["sample_rate"]
lines = [line for chapter in timeline["chapters"] for line in chapter["lines"]]
for request in sys.stdin:
    asked = json.loads(request)
    w = wave.open(asked["file"])
    assert (w.getframerate(), w.getnchannels(), w.getsampwidth()) == (16000, 1, 2)
    seconds = w.getnframes() / w.getframerate() - 0.4
    own = [line for line in lines if line["language"] == asked["language"]]
    line = min(own, key=lambda line: abs((line["end"] - line["start"]) / rate - seconds))
    with open("heard.log", "a") as log:
        log.write(line["text"] + "\n")
    if os.path.exists("slowly"):
        time.sleep(0.3)
    text = mishears.get(line["text"], line["text"])
    print(json.dumps({"text": text, "segments": [{"text": text, "avg_logprob": -0.2, "no_speech_prob": 0}]}), flush=True)
