# Hears sounds with faster-whisper, for diglot: a line of JSON in, {"file": "line.wav", "language": "en"}, a line of
# JSON out. The first argument is the model, the second how many cores to use.
import json
import sys

import numpy
from faster_whisper import WhisperModel

# How sure the model must be that another language is spoken than it was told, to write that one down.
OTHER = 0.9

model = WhisperModel(sys.argv[1], device="auto", compute_type="int8", cpu_threads=int(sys.argv[2]))

# The language and the words are found from the same half a minute of sound: it is encoded once.
encode, last = model.encode, {}


def encode_once(features):
    if "features" not in last or not numpy.array_equal(last["features"], features):
        last["features"], last["encoded"] = numpy.array(features), encode(features)
    return last["encoded"]


model.encode = encode_once


def hear(file, language):
    segments, info = model.transcribe(file, language=None, temperature=0)
    heard, sure = info.language, info.language_probability
    segments, _ = model.transcribe(
        file,
        language=heard if sure >= OTHER else language,
        temperature=0,
        condition_on_previous_text=False,
        no_speech_threshold=None,
        without_timestamps=info.duration < 29,
    )
    parts = [
        {"text": s.text, "avg_logprob": round(s.avg_logprob, 4), "no_speech_prob": round(s.no_speech_prob, 4)}
        for s in segments
    ]
    return {"language": heard, "language_probability": round(sure, 4), "segments": parts}


for line in sys.stdin:
    print(json.dumps(hear(**json.loads(line)), ensure_ascii=False), flush=True)
