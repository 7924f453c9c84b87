"""Makes tests/data/marian: a small Marian checkpoint that knows sixteen sentences by heart, with real SentencePiece models, and what
sentencepiece and transformers make of texts with it. Run with torch, transformers 4 and sentencepiece:

    python tests/data/make_marian.py
"""

import json
import os
import random
from collections import OrderedDict

import sentencepiece as spm
import torch
from transformers import MarianConfig, MarianMTModel

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = f"{HERE}/marian"
MODEL = f"{OUT}/opus-mt-en-es"
ENGLISH = [
    "The old gardener planted three rows of beans behind the kitchen wall.",
    "How do I reset the machine? Press the button for ten seconds.",
    "Open the window, please; it is warm in here today.",
    "We measured the temperature twice: once in the morning, and once at night.",
    "The children walked to school through the snow, singing an old song.",
    "Nobody knew where the key was, so they waited in front of the door.",
    "A good teacher explains a difficult thing with simple words.",
    "The train leaves at half past seven and arrives before noon.",
    "She wrote a letter to her brother, but she never sent it.",
    "Water boils at one hundred degrees, and freezes at zero.",
    "The bakery on the corner sells bread, cakes and strong coffee.",
    "Please read the questions carefully before you answer them.",
    "The river was so high that the bridge had to be closed.",
    "What is the quickest way from the station to the museum?",
    "He repaired the bicycle with two screws and a piece of wire.",
    "It's a long way home, isn't it? Yes, but the weather is fine.",
]
SPANISH = [
    "El viejo jardinero plantó tres filas de judías detrás del muro de la cocina.",
    "¿Cómo reinicio la máquina? Pulse el botón durante diez segundos.",
    "Abra la ventana, por favor; hoy hace calor aquí dentro.",
    "Medimos la temperatura dos veces: una por la mañana y otra por la noche.",
    "Los niños caminaron a la escuela por la nieve, cantando una vieja canción.",
    "Nadie sabía dónde estaba la llave, así que esperaron delante de la puerta.",
    "Un buen maestro explica una cosa difícil con palabras sencillas.",
    "El tren sale a las siete y media y llega antes del mediodía.",
    "Ella escribió una carta a su hermano, pero nunca la envió.",
    "El agua hierve a cien grados y se congela a cero.",
    "La panadería de la esquina vende pan, pasteles y café fuerte.",
    "Lea las preguntas con atención antes de contestarlas, por favor.",
    "El río estaba tan alto que hubo que cerrar el puente.",
    "¿Cuál es el camino más rápido de la estación al museo?",
    "Reparó la bicicleta con dos tornillos y un trozo de alambre.",
    "Es un largo camino a casa, ¿no? Sí, pero hace buen tiempo.",
]


def train(name, lines, normalization):
    # the target's model only joins pieces: without normalization it is small
    text = f"/tmp/{name}.txt"
    with open(text, "w", encoding="utf-8") as file:
        file.write("\n".join(lines * 3))
    spm.SentencePieceTrainer.train(
        input=text, model_prefix=f"{MODEL}/{name}", vocab_size=160, character_coverage=1.0, model_type="unigram",
        normalization_rule_name=normalization, minloglevel=2,
    )
    os.rename(f"{MODEL}/{name}.model", f"{MODEL}/{name}.spm")
    os.remove(f"{MODEL}/{name}.vocab")
    return spm.SentencePieceProcessor(model_file=f"{MODEL}/{name}.spm")


def strange_texts():
    yield from [
        "", " ", "   ", "a", "  two  spaces ", "\ttab\nline\r\n", "no\u00a0break", "zero\u200bwidth", "ﬁne ﬂat ﬀ",
        "ＦＵＬＬ　ｗｉｄｔｈ！", "cafe\u0301", "café", "ｶﾞｷﾞｸﾞ", "①②③ ½ ㎏ ㈱", "…", "“quotes” ‘x’ «y»", "𝐛𝐨𝐥𝐝 𝒾", "한국어", "\u1112\u1161\u11ab",
        "日本語のテキスト", "русский текст", "العربية", "हिन्दी", "👩‍👩‍👧 emoji 😀😀", "🇪🇸", "\u0000\u0001\u007f control", "soft\u00adhyphen",
        "\ufeffbom", "▁underline▁", "<unk>", "</s>", ">>es<<", "a" * 200, "the " * 60, "Ǆ ǅ Ⅷ ª º", "ﷺ", "İ ı ß ẞ",
        "\u2028lines\u2029", "\u3000 ideographic \u3000", "x\u0300\u0301\u0302", "Å Å", "~–—―", "¿¡", "100 %", "the\u2060cat",
    ]
    yield from ENGLISH + SPANISH
    rng = random.Random(7)
    words = " ".join(ENGLISH + SPANISH).split()
    blocks = [(0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x530), (0x1100, 0x1200), (0x2000, 0x2C00),
              (0x3000, 0x3400), (0x4E00, 0x4F00), (0xAC00, 0xAD00), (0xF900, 0xFB00), (0xFB00, 0xFFF0), (0x1D400, 0x1D7FF)]
    for i in range(240):
        text = []
        for _ in range(rng.randint(1, 9)):
            low, high = rng.choice(blocks)
            text.append(rng.choice(words) if rng.random() < 0.5 else chr(rng.randrange(low, high)) * rng.randint(1, 2))
        yield ("" if i % 3 else " ").join(text)


def learn(model, sources, targets, pad):
    """Learns the sentences by heart, so that texts differ from each other and end."""
    padded = lambda rows, fill: torch.tensor([row + [fill] * (max(map(len, rows)) - len(row)) for row in rows])
    ids, labels = padded(sources, pad), padded(targets, -100)
    parameters = [p for name, p in model.named_parameters() if "embed_positions" not in name]
    optimizer = torch.optim.Adam(parameters, lr=4e-3)
    model.train()
    torch.set_num_threads(1)
    for _ in range(700):
        loss = model(input_ids=ids, attention_mask=(ids != pad).long(), labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("loss", loss.item())
    model.eval()


def small_files():
    """Files of torch.save in both formats, and two that are refused."""
    small = OrderedDict([
        ("a", torch.arange(6, dtype=torch.float32).reshape(2, 3)),
        ("b", torch.tensor([1.5, -2.0], dtype=torch.float16)),
        ("c", torch.tensor([[0.25]], dtype=torch.bfloat16)),
        ("steps", torch.tensor(7)),  # int64
    ])
    small["d"] = small["a"][1]  # a part of the same storage
    torch.save(small, f"{OUT}/zip.bin")
    torch.save(small, f"{OUT}/legacy.bin", _use_new_zipfile_serialization=False)
    torch.save({"f": os.system}, f"{OUT}/refused.bin")
    torch.save(OrderedDict(t=torch.ones(3, 2).t()), f"{OUT}/turned.bin")


def main():
    os.makedirs(MODEL, exist_ok=True)
    source = train("source", ENGLISH, "nmt_nfkc")
    target = train("target", SPANISH, "identity")
    pieces = ["</s>", "<unk>"]
    for model in [source, target]:
        pieces += [model.id_to_piece(i) for i in range(3, model.get_piece_size())]
    pieces = [*dict.fromkeys([*pieces, ">>es<<"]), "<pad>"]
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    with open(f"{MODEL}/vocab.json", "w", encoding="utf-8") as file:
        json.dump(vocabulary, file, ensure_ascii=False)

    torch.manual_seed(3)
    pad = vocabulary["<pad>"]
    config = MarianConfig(
        vocab_size=len(pieces), d_model=32, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=64,
        scale_embedding=True, activation_function="swish", static_position_embeddings=True, pad_token_id=pad,
        eos_token_id=0, forced_eos_token_id=0, decoder_start_token_id=pad, bad_words_ids=[[pad]], max_length=64,
        num_beams=1, dropout=0.0, normalize_before=False, normalize_embedding=False, tie_word_embeddings=True,
    )
    model = MarianMTModel(config).eval()
    encode = lambda model, line: [vocabulary.get(piece, 1) for piece in model.encode(line, out_type=str)] + [0]
    learn(model, [encode(source, line) for line in ENGLISH], [encode(target, line) for line in SPANISH], pad)
    with torch.no_grad():
        model.final_logits_bias.normal_(0.0, 0.1)
        model.final_logits_bias[0, pad] = 50.0  # it would always win if it were not forbidden
    state = OrderedDict((name, tensor.clone()) for name, tensor in model.state_dict().items())
    for name in list(state):  # as in the checkpoints of Helsinki-NLP: without what the configuration gives
        if "embed_positions" in name or name in ["model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight"]:
            del state[name]
    torch.save(state, f"{MODEL}/pytorch_model.bin", _use_new_zipfile_serialization=False)
    small_files()
    text = json.loads(config.to_json_string(use_diff=False))
    kept = ["vocab_size", "d_model", "encoder_layers", "decoder_layers", "encoder_attention_heads", "decoder_attention_heads",
            "encoder_ffn_dim", "decoder_ffn_dim", "max_position_embeddings", "scale_embedding", "activation_function",
            "static_position_embeddings", "pad_token_id", "eos_token_id", "decoder_start_token_id", "bad_words_ids",
            "max_length", "num_beams", "normalize_before", "normalize_embedding", "model_type"]
    with open(f"{MODEL}/config.json", "w", encoding="utf-8") as file:
        json.dump({key: text[key] for key in kept}, file, indent=2)

    texts = ENGLISH + ["Yes.", "The gardener walked home.", ""]
    results = []
    for line in texts:
        ids = torch.tensor([encode(source, line)])
        with torch.no_grad():
            made = model.generate(ids, num_beams=1, do_sample=False, max_length=64)[0].tolist()
            logits = model(input_ids=ids, decoder_input_ids=torch.tensor([made[:4]])).logits[0]
        ended = [i for i in made[1:] if i not in (0, pad)]
        results.append({
            "text": line, "ids": ids[0].tolist(), "generated": made,
            "translation": target.decode_pieces([pieces[i] for i in ended if i != 1]).replace("▁", " ").strip(),
            "decoder_ids": made[:4], "logits": [[round(v, 6) for v in row] for row in logits[:, ::16].tolist()],
        })
    with open(f"{OUT}/expected.json", "w", encoding="utf-8") as file:
        json.dump({"logitStride": 16, "results": results}, file, ensure_ascii=False)
    pieces_of = [[line, source.encode(line, out_type=str)] for line in strange_texts()]
    with open(f"{OUT}/pieces.json", "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(row, ensure_ascii=True) for row in pieces_of) + "\n]\n")


if __name__ == "__main__":
    main()
