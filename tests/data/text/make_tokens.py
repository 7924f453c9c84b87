"""Makes tokens.json: what Hugging Face's tokenizers make of some texts with all-MiniLM-L6-v2's tokenizer.json.

pip install tokenizers==0.23.3; python make_tokens.py path/to/tokenizer.json > tokens.json
"""
import json
import sys

from tokenizers import Tokenizer

TEXTS = [
    "Press the button for ten seconds, then let go.",
    "",
    "   \t\n ",
    "It's a state-of-the-art re-encoder: 3.5x faster!",
    "Café, naïve, Zürich, Ångström and São Paulo",
    "ΟΔΥΣΣΕΥΣ and İstanbul",
    "北京 is 東京's neighbour; カタカナ and ひらがな",
    "emoji 😀👍🏽 and symbols © ™ € £ $5 a+b=c <tag> `x` ~y^2|z",
    "zero\u200bwidth\ufeff and soft\u00adhyphen and nbsp\u00a0here",
    "control\u0007char and replacement\ufffdchar",
    "supercalifragilisticexpialidocious pneumonoultramicroscopicsilicovolcanoconiosis",
    "x" * 101 + " after",
    "x" * 100 + " after",
    "“Quoted” — with dashes… and ‘marks’",
    "مرحبا بالعالم שלום नमस्ते",
    "word " * 200,
    "Hello\u2028line\u2029paragraph\u0085next",
    "한국어 텍스트 and Tiếng Việt",
    "[MUSIC] (applause) <i>italics</i> ♪ la la ♪",
    "1,234.56 10% #tag @name user@example.com https://example.com/a?b=c",
]

tokenizer = Tokenizer.from_file(sys.argv[1])
tokenizer.no_padding()
json.dump([{"text": t, "ids": tokenizer.encode(t).ids} for t in TEXTS], sys.stdout, ensure_ascii=True, indent=0)
