#!/usr/bin/env python3
"""How long neural voices take: diglot, and ONNX Runtime through Python on the same lines, in one run.

    pip install onnxruntime numpy
    pip install "misaki[zh]"       # for a text with Chinese
    benches/neural/compare.py target/release/diglot MODELS [TEXT [ENGINE…]]

MODELS is the folder of models (`~/.local/share/diglot/models`). For each engine it prints the seconds of sound, the
time by the clock, the seconds of the processors for a second of sound (which hold better under load), and the
most memory. ONNX Runtime says the lines of diglot's book in the same voices, sentence by sentence, as many at once as
there are cores; it gets the sounds of espeak-ng for English and of misaki for Chinese, before the clock starts. diglot
also reads the text and mixes the chapters in that time. Piper's voice is English: of a text in two languages it says
the English lines.
"""
import concurrent.futures
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
KOKORO = "kokoro/kokoro-v1.0.int8.onnx"
ENGINES = sys.argv[4:] or ["kokoro", "piper"]
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


def environment(folder):
    data = os.path.join(folder, "data", "diglot")
    os.makedirs(data, exist_ok=True)
    if not os.path.exists(os.path.join(data, "models")):
        os.symlink(MODELS, os.path.join(data, "models"))
    return dict(os.environ, XDG_DATA_HOME=os.path.dirname(data), XDG_CACHE_HOME=folder)


def by_diglot(engine, text, folder):
    book = os.path.join(folder, engine)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    subprocess.run([DIGLOT, "build", text, "--engine", engine, "-o", book, "-q"], env=environment(folder), check=True)
    clock, after = time.time() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    sound = 0
    for chapter in read(book)["chapters"]:
        rate = wave.open(os.path.join(book, chapter["file"])).getframerate()
        sound += sum(line["end"] - line["start"] for line in chapter["lines"]) / rate
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    tell(f"{engine}, diglot", sound, clock, processor, after.ru_maxrss / 1024)


def read(book):
    with open(os.path.join(book, "book.json"), encoding="utf-8") as file:
        return json.load(file)


def sentences(book):
    """The sounds of each sentence of a book, with the voice that says it."""
    voices = {one["id"]: one["voices"] for one in book["speakers"]}
    chinese = None
    for line in (line for chapter in book["chapters"] for line in chapter["lines"]):
        voice = voices[line["speaker"]][line["language"]].split(":", 1)[1]
        for sentence in re.findall(r"[^.!?。！？]*[.!?。！？]+|[^.!?。！？]+$", line["text"]):
            if not re.search(r"\w", sentence):
                continue
            if line["language"] == "zh":
                if chinese is None:
                    from misaki import zh

                    chinese = zh.ZHG2P()
                yield chinese(sentence)[0], voice
            else:
                ipa = subprocess.run(["espeak-ng", "-q", "--ipa", "-v", "en-us", "--", sentence.strip()],
                                     capture_output=True, text=True)
                yield unicodedata.normalize("NFD", ", ".join(ipa.stdout.split("\n")).strip(" ,") + sentence[-1]), voice


def session_of(file):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(os.path.join(MODELS, file), options, providers=["CPUExecutionProvider"])


def by_onnx_runtime(engine, folder):
    file, rate, inputs = {"kokoro": (KOKORO, 24_000, kokoro()),
                          "piper": ("piper/en_US-joe-medium.onnx", 22_050, piper())}[engine]
    all_inputs = [inputs(*one) for one in sentences(read(os.path.join(folder, engine)))]
    start, before = time.time(), time.process_time()
    session = session_of(file)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        sound = sum(pool.map(lambda one: session.run(None, one)[0].size, all_inputs)) / rate
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tell(f"{engine}, ONNX Runtime", sound, time.time() - start, time.process_time() - before, memory)


def kokoro():
    import numpy

    # `TOKENS` of vocabulary.rs
    source = open(os.path.join(os.path.dirname(__file__), "../../src/speech/neural/kokoro/vocabulary.rs"), encoding="utf-8")
    tokens = {sign: int(number) for sign, number in re.findall(r"\('(.)', (\d+)\)", source.read())}

    def inputs(sounds, voice):
        ids = [tokens[sign] for sign in sounds if sign in tokens][:510]
        styles = numpy.fromfile(os.path.join(MODELS, f"kokoro/voices/{voice}.bin"), "<f4").reshape(-1, 256)
        return {"tokens": numpy.array([[0, *ids, 0]]), "style": styles[len(ids) - 1:len(ids)],
                "speed": numpy.ones(1, "f4")}

    return inputs


def piper():
    import numpy

    about = json.load(open(os.path.join(MODELS, "piper/en_US-joe-medium.onnx.json"), encoding="utf-8"))
    ids = about["phoneme_id_map"]

    def inputs(sounds, _voice):
        of = [number for sign in ["^", *sounds, "$"] for number in ids.get(sign, []) + ids["_"]]
        return {"input": numpy.array([of]), "input_lengths": numpy.array([len(of)]),
                "scales": numpy.array([0.667, 1.0, 0.8], "f4")}

    return inputs


def english_of(text, folder):
    """A text with the English lines of this one alone."""
    script = subprocess.run([DIGLOT, "script", text, "--json"], env=environment(folder), check=True, capture_output=True)
    script = json.loads(script.stdout)
    names = {one["id"]: one["names"].get("en", one["id"]) for one in script["speaker"]}
    english = os.path.join(folder, "english.txt")
    with open(english, "w", encoding="utf-8") as file:
        for turn in (turn for chapter in script["chapter"] for turn in chapter["turn"]):
            lines = [line["en"] for line in turn["lines"] if line.get("en")]
            if lines:
                file.write(f"{names.get(turn['speaker'], 'Narrator')}:\n" + "\n".join(lines) + "\n\n")
    return english


def main():
    with tempfile.TemporaryDirectory() as folder:
        text = sys.argv[3] if len(sys.argv) > 3 else os.path.join(folder, "text.txt")
        if len(sys.argv) <= 3:
            with open(text, "w", encoding="utf-8") as file:
                file.write(TEXT)
        for engine in ENGINES:
            of = english_of(text, folder) if engine == "piper" else text
            for measure, *arguments in [(by_diglot, engine, of, folder), (by_onnx_runtime, engine, folder)]:
                # Each in a process of its own, so that its memory is its own.
                child = os.fork()
                if child == 0:
                    measure(*arguments)
                    sys.stdout.flush()
                    os._exit(0)
                os.waitpid(child, 0)


if __name__ == "__main__":
    main()
