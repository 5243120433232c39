#!/usr/bin/env python3
"""How much Kokoro whistles at 4.8 and 9.6 kHz, voice by voice: diglot, and ONNX Runtime with the same lines.

    pip install onnxruntime numpy "misaki[zh]"
    benches/neural/whistle.py target/release/diglot MODELS

A whistle is measured in dB: the loudest of the five bins around it over the median of the bins beside it, in the
spectrum of the whole line (windows of 4096 samples). diglot should be at most 3 dB above ONNX Runtime.
"""
import os
import subprocess
import tempfile
import wave

import numpy

from compare import DIGLOT, KOKORO, MODELS, environment, kokoro, read, sentences, session_of

LINES = {
    "en": "The ladder was wet, the wind came from the north, and she said that nobody would ever see the lamp again.",
    "zh": "梯子是湿的，风从北边吹来，她说再也没有人会看见那盏灯了。",
}
LANGUAGES = {"a": "en", "b": "en", "z": "zh"}
WHISTLES = 4800, 9600
RATE = 24_000


def whistles(samples, rate):
    window = 4096
    starts = range(0, len(samples) - window, window // 2)
    frames = [numpy.abs(numpy.fft.rfft(samples[at:at + window] * numpy.hanning(window))) ** 2 for at in starts]
    power = numpy.mean(frames, axis=0)
    for frequency in WHISTLES:
        bin = round(frequency * window / rate)
        beside = numpy.median(numpy.r_[power[bin - 60:bin - 10], power[bin + 10:bin + 60]])
        yield 10 * numpy.log10(power[bin - 2:bin + 3].max() / beside)


def by_diglot(voices, language, folder):
    """The lines of a book in which each voice speaks once."""
    text, book = os.path.join(folder, f"{language}.txt"), os.path.join(folder, language)
    with open(text, "w", encoding="utf-8") as file:
        file.write("".join(f"V{at:02}:\n{LINES[language]}\n\n" for at in range(len(voices))))
    build = [DIGLOT, "build", "-q", "--engine", "kokoro", "--loudness", "none"]
    subprocess.run([DIGLOT, "script", text, "-o", book, "-q"], env=environment(folder), check=True)
    cast = "".join(f'v{at:02} = {{ {language} = "kokoro:{voice}" }}\n' for at, voice in enumerate(voices))
    with open(os.path.join(book, "book.toml"), "r+", encoding="utf-8") as file:
        settings = file.read().split("\n[cast]\n")[0]
        file.seek(0)
        file.write(f"{settings}\n[cast]\n{cast}")
        file.truncate()
    subprocess.run([*build, book], env=environment(folder), check=True)
    return read(book)


def main():
    files = sorted(os.listdir(os.path.join(MODELS, "kokoro/voices")))
    session, inputs = session_of(KOKORO), kokoro()
    over = []
    with tempfile.TemporaryDirectory() as folder:
        for language in LINES:
            voices = [file[:-4] for file in files if LANGUAGES.get(file[0]) == language]
            book = by_diglot(voices, language, folder)
            lines = [(chapter["file"], line) for chapter in book["chapters"] for line in chapter["lines"]]
            theirs = {voice: sounds for sounds, voice in sentences(book)}
            names = {one["id"]: one["voices"][language].split(":")[1] for one in book["speakers"]}
            for file, line in lines:
                voice = names[line["speaker"]]
                if line["kind"] != "speech":
                    continue
                with wave.open(os.path.join(folder, language, file)) as sound:
                    sound.setpos(line["start"])
                    samples = numpy.frombuffer(sound.readframes(line["end"] - line["start"]), "<i2") / 32768
                    ours = list(whistles(samples, sound.getframerate()))
                reference = list(whistles(session.run(None, inputs(theirs[voice], voice))[0].ravel(), RATE))
                over.append(max(a - b for a, b in zip(ours, reference)))
                shown = "  ".join(f"{a:5.1f} {b:5.1f}" for a, b in zip(ours, reference))
                print(f"{voice:16} {shown}   {over[-1]:+.1f} dB", flush=True)
    print(f"{len(over)} voices, at most {max(over):+.1f} dB above ONNX Runtime, {sum(one > 3 for one in over)} above 3 dB")


main()
