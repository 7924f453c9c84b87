"""Writes embedding.json: what 3D-Speaker's own network makes of speech, for tests/ml/speakers/find_speakers_test.ts.

  pip install torch kaldi-native-fbank numpy speakerlab-slim==0.1.0
  python make_embedding.py campplus_cn_en_common.pt
"""

import json
import pathlib
import subprocess
import sys

import kaldi_native_fbank as knf
import numpy as np
import torch
from speakerlab.models.campplus.DTDNN import CAMPPlus

START, SECONDS, RATE = 1, 1.5, 16000
here = pathlib.Path(__file__).parent
clip = here.parents[2] / "ml/audio/speech_clip.wav"
command = ["ffmpeg", "-v", "error", "-i", clip, "-ar", str(RATE), "-ac", "1", "-f", "f32le", "-"]
samples = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)
samples = samples[int(START * RATE) : int((START + SECONDS) * RATE)]

options = knf.FbankOptions()
options.frame_opts.dither = 0
options.mel_opts.num_bins = 80
bank = knf.OnlineFbank(options)
bank.accept_waveform(RATE, samples.tolist())
bank.input_finished()
frames = np.stack([bank.get_frame(i) for i in range(bank.num_frames_ready)])

network = CAMPPlus(feat_dim=80, embedding_size=192)
network.load_state_dict(torch.load(sys.argv[1], map_location="cpu"))
network.eval()
with torch.no_grad():
    embedding = network(torch.tensor(frames - frames.mean(0))[None])[0]
rounded = [round(float(value), 5) for value in embedding]
(here / "embedding.json").write_text(json.dumps({"start": START, "seconds": SECONDS, "embedding": rounded}) + "\n")
