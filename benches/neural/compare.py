#!/usr/bin/env python3
"""How long neural voices take: diglot, and ONNX Runtime through Python on the same lines of English, in one run.

    pip install onnxruntime numpy
    benches/neural/compare.py target/release/diglot MODELS [TEXT]

MODELS is the folder of models (`~/.local/share/diglot/models`). For each engine it prints the seconds of sound, the
time by the clock, the seconds of the processors for a second of sound (which hold better under load), and the
most memory. ONNX Runtime gets the sounds of espeak-ng, sentence by sentence, on one thread; diglot also reads the
text and mixes the chapters, and loads its model in that time, on as many cores as there are.
"""
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
import wave

DIGLOT, MODELS = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
TEXT = """The Lamp

Ann Reed:
The lamp on the pier is lit at a quarter past four in winter, when the first boat comes back from the islands. \
My father did it for thirty years, and nobody ever asked him why he sang while he climbed the ladder.

Bo Lind:
I asked him once, when I was nine. He said that a man who sings cannot count the steps, and that whoever counts \
them gets tired. I have climbed a good many ladders since, and I have found that he was right.

Ann Reed:
He never told me that. He told me that the gulls expected it of him, and that one ought not to disappoint a gull.
"""
if len(sys.argv) > 3:
    TEXT = open(sys.argv[3], encoding="utf-8").read()


def tell(who, sound, clock, processor, memory):
    print(f"{who}: {sound:.1f} s of sound, {clock:.1f} s by the clock, {processor / sound:.3f} s of the processors "
          f"for a second, {memory:.0f} MB", flush=True)


def by_diglot(engine):
    with tempfile.TemporaryDirectory() as folder:
        text, book = os.path.join(folder, "text.txt"), os.path.join(folder, "book")
        open(text, "w", encoding="utf-8").write(TEXT)
        data = os.path.join(folder, "data", "diglot")
        os.makedirs(data)
        os.symlink(MODELS, os.path.join(data, "models"))
        env = dict(os.environ, XDG_DATA_HOME=os.path.dirname(data), XDG_CACHE_HOME=folder)
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
        subprocess.run([DIGLOT, "build", text, "--engine", engine, "-o", book, "-q"], env=env, check=True)
        clock, after = time.time() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        chapters = json.load(open(os.path.join(book, "book.json"), encoding="utf-8"))["chapters"]
        sound = 0
        for chapter in chapters:
            rate = wave.open(os.path.join(book, chapter["file"])).getframerate()
            sound += sum(line["end"] - line["start"] for line in chapter["lines"]) / rate
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        tell(f"{engine}, diglot", sound, clock, processor, after.ru_maxrss / 1024)


def sentences():
    """What is said of the text, as espeak-ng says it."""
    lines = [line for line in TEXT.split("\n")[1:] if line.strip() and not line.endswith(":")]
    for sentence in re.findall(r"[^.!?]+[.!?]", " ".join(lines)):
        ipa = subprocess.run(["espeak-ng", "-q", "--ipa", "-v", "en-us", sentence], capture_output=True, text=True)
        yield unicodedata.normalize("NFD", ", ".join(ipa.stdout.split("\n")).strip(" ,") + sentence[-1])


def by_onnx_runtime(engine, file, rate, inputs):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    all_inputs = [inputs(sounds) for sounds in sentences()]
    start, before = time.time(), time.process_time()
    session = onnxruntime.InferenceSession(os.path.join(MODELS, file), options, providers=["CPUExecutionProvider"])
    sound = sum(session.run(None, one)[0].size for one in all_inputs) / rate
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tell(f"{engine}, ONNX Runtime", sound, time.time() - start, time.process_time() - before, memory)


def kokoro(sounds):
    import numpy

    # `TOKENS` of vocabulary.rs
    source = open(os.path.join(os.path.dirname(__file__), "../../src/speech/neural/kokoro/vocabulary.rs"), encoding="utf-8")
    tokens = {sign: int(number) for sign, number in re.findall(r"\('(.)', (\d+)\)", source.read())}
    ids = [tokens[sign] for sign in sounds if sign in tokens][:510]
    styles = numpy.fromfile(os.path.join(MODELS, "kokoro/voices/af_heart.bin"), "<f4").reshape(-1, 256)
    return {"tokens": numpy.array([[0, *ids, 0]]), "style": styles[len(ids) - 1:len(ids)], "speed": numpy.ones(1, "f4")}


def piper(sounds):
    import numpy

    about = json.load(open(os.path.join(MODELS, "piper/en_US-joe-medium.onnx.json"), encoding="utf-8"))
    ids = about["phoneme_id_map"]
    of = [number for sign in ["^", *sounds, "$"] for number in ids.get(sign, []) + ids["_"]]
    return {"input": numpy.array([of]), "input_lengths": numpy.array([len(of)]),
            "scales": numpy.array([0.667, 1.0, 0.8], "f4")}


for measure, *arguments in [
    (by_diglot, "kokoro"),
    (by_onnx_runtime, "kokoro", "kokoro/kokoro-v1.0.int8.onnx", 24_000, kokoro),
    (by_diglot, "piper"),
    (by_onnx_runtime, "piper", "piper/en_US-joe-medium.onnx", 22_050, piper),
]:
    # Each in a process of its own, so that its memory is its own.
    child = os.fork()
    if child == 0:
        measure(*arguments)
        os._exit(0)
    os.waitpid(child, 0)
