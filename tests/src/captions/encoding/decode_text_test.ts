import assert from "node:assert/strict";
import { decodeText } from "../../../../src/captions/mod.ts";

// made by Python: base64.b64encode(text.encode(encoding))
const SAMPLES: [encoding: string, text: string, base64: string][] = [
  [
    "windows-1252",
    "C’était l’été – un café crème à 3 €\r\nÇa coûte « cher », œuvre…",
    "Q5LpdGFpdCBskul06SCWIHVuIGNhZukgY3LobWUg4CAzIIANCsdhIGNv+3RlIKsgY2hlciC7LCCcdXZyZYU=",
  ],
  [
    "windows-1252",
    "Schöne Grüße aus München, wo die Straßen übers Wochenende leer sind.",
    "U2No9m5lIEdy/N9lIGF1cyBN/G5jaGVuLCB3byBkaWUgU3RyYd9lbiD8YmVycyBXb2NoZW5lbmRlIGxlZXIgc2luZC4=",
  ],
  [
    "windows-1252",
    "¿Dónde está el niño? ¡Mañana será otro día, señor!",
    "v0TzbmRlIGVzdOEgZWwgbmnxbz8goU1h8WFuYSBzZXLhIG90cm8gZO1hLCBzZfFvciE=",
  ],
  [
    "windows-1252",
    "Não sei se a canção é tão bonita como você diz, irmão.",
    "TuNvIHNlaSBzZSBhIGNhbufjbyDpIHTjbyBib25pdGEgY29tbyB2b2PqIGRpeiwgaXJt428u",
  ],
  [
    "windows-1252",
    "Vi går över bron på lördag, sa hon på ängen.",
    "VmkgZ+VyIPZ2ZXIgYnJvbiBw5SBs9nJkYWcsIHNhIGhvbiBw5SDkbmdlbi4=",
  ],
  [
    "windows-1250",
    "Zażółć gęślą jaźń. Dziękuję, że przyszłaś dziś wieczorem.",
    "WmG/87PmIGfqnGy5IGphn/EuIER6aeprdWrqLCC/ZSBwcnp5c3qzYZwgZHppnCB3aWVjem9yZW0u",
  ],
  [
    "windows-1250",
    "Příliš žluťoučký kůň úpěl ďábelské ódy. Děkuji vám.",
    "UPjtbGmaIJ5sdZ1vdehr/SBr+fIg+nDsbCDv4WJlbHNr6SDzZHkuIETsa3VqaSB24W0u",
  ],
  [
    "windows-1250",
    "Jó estét kívánok, hölgyem! Örülök, hogy eljött hozzánk, őszintén szűkös volt.",
    "SvMgZXN06XQga+124W5vaywgaPZsZ3llbSEg1nL8bPZrLCBob2d5IGVsavZ0dCBob3p64W5rLCD1c3ppbnTpbiBzevtr9nMgdm9sdC4=",
  ],
  [
    "windows-1250",
    "Mulţumesc frumos, dar nu ştiu dacă pot să vin mâine.",
    "TXVs/nVtZXNjIGZydW1vcywgZGFyIG51ILp0aXUgZGFj4yBwb3Qgc+MgdmluIG3iaW5lLg==",
  ],
  [
    "windows-1250",
    "Čekaj, što se događa? Žao mi je, ali ne mogu više.",
    "yGVrYWosIJp0byBzZSBkb2dh8GE/II5hbyBtaSBqZSwgYWxpIG5lIG1vZ3UgdmmaZS4=",
  ],
  [
    "windows-1251",
    "Привет, как дела? Мы идём домой сегодня вечером.",
    "z/Do4uXyLCDq4Oog5OXr4D8gzPsg6OS47CDk7uzu6SDx5ePu5O3/IOLl9+Xw7uwu",
  ],
  [
    "windows-1251",
    "Привіт, як справи? Ми йдемо додому сьогодні ввечері.",
    "z/Do4rPyLCD/6iDx7/Dg4ug/IMzoIOnk5ezuIOTu5O7s8yDx/O7j7uTtsyDi4uX35fCzLg==",
  ],
  [
    "windows-1253",
    "Καλησπέρα σας, τι κάνετε σήμερα; Πάμε στο σπίτι.",
    "yuHr5/Pw3fHhIPPh8iwg9Okg6tzt5fTlIPPe7OXx4Tsg0Nzs5SDz9O8g8/Df9Oku",
  ],
  [
    "windows-1254",
    "İyi akşamlar, nasılsınız? Şimdi eve gidiyoruz, çok güzel bir gün.",
    "3XlpIGFr/mFtbGFyLCBuYXP9bHP9bv16PyDeaW1kaSBldmUgZ2lkaXlvcnV6LCDnb2sgZ/x6ZWwgYmlyIGf8bi4=",
  ],
  [
    "windows-1255",
    "שלום, מה שלומך היום? אנחנו הולכים הביתה.",
    "+ezl7Swg7uQg+ezl7uog5Onl7T8g4PDn8OUg5OXs6+ntIOTh6frkLg==",
  ],
  [
    "windows-1256",
    "مرحبا، كيف حالك اليوم؟ نحن ذاهبون إلى البيت.",
    "49HNyMehIN/t3SDNx+HfIMfh7ebjvyDkzeQg0MflyObkIMXh7CDH4cjtyi4=",
  ],
  [
    "shift_jis",
    "こんにちは、今日はとても良い天気ですね。家に帰りましょう。",
    "grGC8YLJgr+CzYFBjaGT+oLNgsaCxILgl8eCopNWi0OCxYK3gsuBQonGgsmLQYLogtyCtYLlgqSBQg==",
  ],
  [
    "euc-jp",
    "こんにちは、今日はとても良い天気ですね。家に帰りましょう。",
    "pLOk86TLpMGkz6GiuqPG/KTPpMikxqTizsmkpMW3taSkx6S5pM2ho7LIpMu1oqTqpN6kt6TnpKahow==",
  ],
  ["gb18030", "你好,今天天气很好。我们回家吧。", "xOO6wyy98czszOzG+LrcusOho87Sw8e72LzSsMmhow=="],
  ["big5", "你好,今天天氣很好。我們回家吧。", "p0GmbiyktaTRpNGu8Kvcpm6hQ6farcymXq5hp2GhQw=="],
  [
    "euc-kr",
    "안녕하세요, 오늘 날씨가 정말 좋네요. 집에 가자.",
    "vsiz58fPvLy/5Cwgv8C0wyCzr76+sKEgwaS4uyDBwbPXv+QuIMH9v6EgsKHA2i4=",
  ],
  [
    "windows-874",
    "สวัสดีครับ วันนี้อากาศดีมาก เรากลับบ้านกันเถอะ",
    "ysfRyrTVpMPRuiDH0bm51enN0qHSyLTVwdKhIODD0qHF0bq66dK5odG54LbN0A==",
  ],
  [
    "windows-1257",
    "Ačiū, kad atėjote šį vakarą. Žinau, kaip jums sunku, ąžuolas.",
    "Qehp+ywga2FkIGF062pvdGUg8OEgdmFrYXLgLiDeaW5hdSwga2FpcCBqdW1zIHN1bmt1LCDg/nVvbGFzLg==",
  ],
  [
    "koi8-r",
    "Привет, как дела? Мы идём домой сегодня вечером.",
    "8NLJ18XULCDLwcsgxMXMwT8g7dkgycSjzSDEz83PyiDTxcfPxM7RINfF3sXSz80u",
  ],
];
const TIMES = new TextEncoder().encode("1\r\n00:00:01,000 --> 00:00:03,000\r\n");

for (const [encoding, text, base64] of SAMPLES) {
  Deno.test(`one subtitle in ${encoding} is read with the right letters: ${text.slice(0, 12)}`, () => {
    const said = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const decoded = decodeText(new Uint8Array([...TIMES, ...said, 13, 10]));
    assert.deepEqual([decoded.text.split("\r\n").slice(2, -1).join("\r\n"), decoded.encoding, decoded.isGuessed], [
      text,
      encoding,
      true,
    ]);
  });
}

Deno.test("UTF-8 and UTF-16 are read with a byte-order mark and without", () => {
  const text = "1\n00:00:01,000 --> 00:00:02,000\nœuvre 李明\n";
  const units = Uint16Array.from(text, (char) => char.charCodeAt(0));
  const little = new Uint8Array(units.buffer);
  const big = little.map((_, i) => little[i ^ 1]);
  const cases: [Uint8Array, string][] = [
    [new TextEncoder().encode(text), "utf-8"],
    [new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode(text)]), "utf-8"],
    [little, "utf-16le"],
    [new Uint8Array([0xff, 0xfe, ...little]), "utf-16le"],
    [big, "utf-16be"],
    [new Uint8Array([0xfe, 0xff, ...big]), "utf-16be"],
  ];
  for (const [bytes, encoding] of cases) {
    const decoded = decodeText(bytes);
    assert.deepEqual([decoded.text, decoded.encoding], [text, encoding]);
  }
});

Deno.test("a person's choice of the encoding is obeyed, and an unknown one is refused", () => {
  assert.equal(decodeText(new Uint8Array([0xe9]), { encoding: "windows-1251" }).text, "й");
  assert.throws(
    () => decodeText(new Uint8Array(), { encoding: "klingon" }),
    /encoding is "klingon": it must be one such/,
  );
});

Deno.test("damaged bytes are told, with a byte-order mark and without, and the text's own sign for them is none", () => {
  const text = "1\n00:00:01,000 --> 00:00:02,000\n" + "œuvre 李明 ".repeat(10);
  const good = new TextEncoder().encode(text);
  const damaged = new Uint8Array([...good, 0xff]);
  for (const bytes of [damaged, new Uint8Array([0xef, 0xbb, 0xbf, ...damaged])]) {
    const { encoding, isGuessed, isDamaged } = decodeText(bytes);
    assert.deepEqual([encoding, isGuessed, isDamaged], ["utf-8", false, true]);
  }
  assert.equal(decodeText(good).isDamaged, false);
  assert.equal(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode("\ufffd")])).isDamaged, false);
});

Deno.test("a large file whose lines end with carriage returns alone is decoded by a part of it", () => {
  const line = "00:00:01,000 --> 00:00:02,000\r\xbfD\xf3nde est\xe1 el ni\xf1o?\r";
  const bytes = Uint8Array.from(line.repeat(20_000), (char) => char.charCodeAt(0));
  const { text, encoding } = decodeText(bytes);
  assert.deepEqual([encoding, text.split("\r")[1]], ["windows-1252", "¿Dónde está el niño?"]);
});
