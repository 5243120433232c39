#!/usr/bin/env python3
"""How high voices speak: for each WAV file, the median of its fundamental in Hz, for `pitch` of a catalog.

    diglot voices --engine kokoro --language en --sample
    voices/pitch.py output/voices/*.wav

The fundamental is that of frames of 40 ms, every 20 ms, that are loud (beyond a tenth of the loudest) and voiced: the
highest peak of the autocorrelation, between 60 and 400 Hz, is beyond 0.5; of peaks nearly as high the first counts, so
that it is not an octave too low.
"""
import array
import statistics
import sys
import wave

RATE = 6000  # samples a second that are looked at; enough for 400 Hz
LOWEST, HIGHEST = 60, 400


def samples(path):
    """The sound in one channel, at about RATE, each sample the mean of those it stands for."""
    file = wave.open(path)
    assert file.getsampwidth() == 2, f"{path}: not of 16 bits"
    all_samples = array.array("h", file.readframes(file.getnframes()))[:: file.getnchannels()]
    step = file.getframerate() // RATE
    means = [sum(all_samples[i : i + step]) / step for i in range(0, len(all_samples) - step, step)]
    return means, file.getframerate() / step


def fundamental(frame, rate):
    """In Hz; none if the frame is not voiced."""
    power = sum(s * s for s in frame) or 1

    def alike(lag):
        both = zip(frame, frame[lag:])
        size = (power * sum(s * s for s in frame[lag:])) ** 0.5 or 1
        return sum(a * b for a, b in both) / size

    lags = range(int(rate / HIGHEST), int(rate / LOWEST))
    scores = [alike(lag) for lag in lags]
    best = max(scores)
    if best < 0.5:
        return None
    peaks = (i for i in range(1, len(scores) - 1) if scores[i - 1] <= scores[i] >= scores[i + 1])
    first = next((i for i in peaks if scores[i] > 0.9 * best), None)
    if first is None:
        return None
    before, here, after = scores[first - 1 : first + 2]
    curve = before - 2 * here + after
    return rate / (lags[first] + (0.5 * (before - after) / curve if curve else 0))


for path in sys.argv[1:]:
    sound, rate = samples(path)
    size = int(rate * 0.04)
    frames = [sound[i : i + size] for i in range(0, len(sound) - size, size // 2)]
    frames = [[s - sum(frame) / size for s in frame] for frame in frames]
    powers = [sum(s * s for s in frame) for frame in frames]
    loud = (frame for frame, power in zip(frames, powers) if power > 0.01 * max(powers))
    found = [hz for hz in (fundamental(frame, rate) for frame in loud) if hz]
    print(f"{path}: {statistics.median(found):.0f} Hz" if len(found) > 5 else f"{path}: hardly any voice")
