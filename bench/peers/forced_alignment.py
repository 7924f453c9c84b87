"""Times the words of recordings by a forced alignment of their references with PocketSphinx, with the American
English model that its wheel brings.

The job comes as JSON on standard input: {"ffmpegPath": "ffmpeg", "recordings": [{"name", "path", "reference"}]}. One line of
JSON goes out for each: {"name", "words": [{"word", "start", "end"}], "left": [words that have no time]}. A word that the
model's dictionary lacks is left out, and so are its neighbours, whose edges it would shift.
"""
import json
import re
import subprocess
import sys

from pocketsphinx import Decoder

FRAMES_PER_SECOND = 100
RATE = 16000


def plain(word):
    return re.sub(r"[^a-z']", "", word.lower().replace("\u2019", "'")).strip("'")


def segments(pcm, text):
    decoder = Decoder(lm=None, samprate=RATE, bestpath=False, loglevel="FATAL")
    decoder.set_align_text(text)
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    return [s for s in decoder.seg() or [] if s.word[0] not in "<[(+"]


def aligned(job, recording, dictionary):
    said = [plain(word) for word in re.split(r"[\s\u2014-]+", recording["reference"])]
    said = [word for word in said if word]
    known = [dictionary.lookup_word(word) is not None for word in said]
    pcm = subprocess.run(
        [job["ffmpegPath"], "-v", "error", "-nostdin", "-i", recording["path"], "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-"],
        check=True,
        stdout=subprocess.PIPE,
    ).stdout
    places = [i for i, is_known in enumerate(known) if is_known]
    found = segments(pcm, " ".join(said[i] for i in places)) if places else []
    if len(found) != len(places):
        return [], said
    words = []
    for i, segment in zip(places, found):
        if all(known[max(0, i - 1) : i + 2]):
            start, end = segment.start_frame / FRAMES_PER_SECOND, (segment.end_frame + 1) / FRAMES_PER_SECOND
            words.append({"word": said[i], "start": start, "end": end})
    return words, [word for word, is_known in zip(said, known) if not is_known]


job = json.load(sys.stdin)
dictionary = Decoder(lm=None, loglevel="FATAL")
for recording in job["recordings"]:
    words, left = aligned(job, recording, dictionary)
    print(json.dumps({"name": recording["name"], "words": words, "left": left}), flush=True)
