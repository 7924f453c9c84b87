/** Spanish as in a grammar book: all expected forms were written by hand. */
import assert from "node:assert/strict";
import { Random } from "../../../../ml/transformer/random.ts";
import { ADJECTIVES, agree } from "../../../../ml/transformer/translation/grammar/adjectives.ts";
import {
  type Clause,
  progressive,
  question,
  questionWho,
  questionWith,
  statement,
  writeEnglish,
  writeSpanish,
} from "../../../../ml/transformer/translation/grammar/clauses.ts";
import { PERSONS, type Tense } from "../../../../ml/transformer/translation/grammar/conjugation.ts";
import { nounNamed } from "../../../../ml/transformer/translation/grammar/nouns.ts";
import { type Determiner, nounPhrase } from "../../../../ml/transformer/translation/grammar/phrases.ts";
import type { Subject } from "../../../../ml/transformer/translation/grammar/subjects.ts";
import {
  englishGerund,
  englishPast,
  englishPlural,
  englishThirdPerson,
  spanishPlural,
} from "../../../../ml/transformer/translation/grammar/spelling.ts";
import {
  BE_HOW,
  BE_WHAT,
  CAN,
  COME,
  gerundOf,
  GO,
  HAVE,
  PLAY_GAMES,
  RETURN,
  spanishForm,
  type Verb,
  VERBS,
  WANT,
} from "../../../../ml/transformer/translation/grammar/verbs.ts";

const verb = (en: string): Verb => VERBS.find((verb) => verb.en === en)!;

const CONJUGATIONS: [Verb, Tense, string][] = [
  [verb("talk"), "present", "hablo hablas habla hablamos hablan"],
  [verb("talk"), "past", "hablé hablaste habló hablamos hablaron"],
  [verb("talk"), "future", "hablaré hablarás hablará hablaremos hablarán"],
  [verb("eat"), "present", "como comes come comemos comen"],
  [verb("eat"), "past", "comí comiste comió comimos comieron"],
  [verb("eat"), "future", "comeré comerás comerá comeremos comerán"],
  [verb("write"), "present", "escribo escribes escribe escribimos escriben"],
  [verb("write"), "past", "escribí escribiste escribió escribimos escribieron"],
  [verb("write"), "future", "escribiré escribirás escribirá escribiremos escribirán"],
  [verb("close"), "present", "cierro cierras cierra cerramos cierran"],
  [verb("find"), "present", "encuentro encuentras encuentra encontramos encuentran"],
  [verb("find"), "past", "encontré encontraste encontró encontramos encontraron"],
  [verb("lose"), "present", "pierdo pierdes pierde perdemos pierden"],
  [verb("lose"), "past", "perdí perdiste perdió perdimos perdieron"],
  [verb("show"), "present", "muestro muestras muestra mostramos muestran"],
  [verb("sleep"), "present", "duermo duermes duerme dormimos duermen"],
  [verb("sleep"), "past", "dormí dormiste durmió dormimos durmieron"],
  [verb("look"), "past", "busqué buscaste buscó buscamos buscaron"],
  [verb("play"), "past", "toqué tocaste tocó tocamos tocaron"],
  [verb("explain"), "past", "expliqué explicaste explicó explicamos explicaron"],
  [PLAY_GAMES, "present", "juego juegas juega jugamos juegan"],
  [PLAY_GAMES, "past", "jugué jugaste jugó jugamos jugaron"],
  [RETURN, "present", "vuelvo vuelves vuelve volvemos vuelven"],
  [RETURN, "future", "volveré volverás volverá volveremos volverán"],
  [BE_WHAT, "present", "soy eres es somos son"],
  [BE_WHAT, "past", "era eras era éramos eran"],
  [BE_WHAT, "future", "seré serás será seremos serán"],
  [BE_HOW, "present", "estoy estás está estamos están"],
  [BE_HOW, "past", "estaba estabas estaba estábamos estaban"],
  [BE_HOW, "future", "estaré estarás estará estaremos estarán"],
  [HAVE, "present", "tengo tienes tiene tenemos tienen"],
  [HAVE, "past", "tenía tenías tenía teníamos tenían"],
  [HAVE, "future", "tendré tendrás tendrá tendremos tendrán"],
  [GO, "present", "voy vas va vamos van"],
  [GO, "past", "fui fuiste fue fuimos fueron"],
  [GO, "future", "iré irás irá iremos irán"],
  [COME, "present", "vengo vienes viene venimos vienen"],
  [COME, "past", "vine viniste vino vinimos vinieron"],
  [COME, "future", "vendré vendrás vendrá vendremos vendrán"],
  [verb("see"), "present", "veo ves ve vemos ven"],
  [verb("see"), "past", "vi viste vio vimos vieron"],
  [verb("see"), "future", "veré verás verá veremos verán"],
  [verb("make"), "present", "hago haces hace hacemos hacen"],
  [verb("make"), "past", "hice hiciste hizo hicimos hicieron"],
  [verb("make"), "future", "haré harás hará haremos harán"],
  [verb("give"), "present", "doy das da damos dan"],
  [verb("give"), "past", "di diste dio dimos dieron"],
  [verb("bring"), "present", "traigo traes trae traemos traen"],
  [verb("bring"), "past", "traje trajiste trajo trajimos trajeron"],
  [verb("bring"), "future", "traeré traerás traerá traeremos traerán"],
  [WANT, "present", "quiero quieres quiere queremos quieren"],
  [WANT, "past", "quería querías quería queríamos querían"],
  [WANT, "future", "querré querrás querrá querremos querrán"],
  [CAN, "present", "puedo puedes puede podemos pueden"],
  [CAN, "past", "podía podías podía podíamos podían"],
];

Deno.test("verbs have the forms of a grammar book", () => {
  for (const [verb, tense, forms] of CONJUGATIONS) {
    assert.equal(PERSONS.map((person) => spanishForm(verb, person, tense)).join(" "), forms);
  }
  const gerunds = ["talk", "eat", "write", "sleep", "bring", "see", "make", "give"].map((en) => gerundOf(verb(en)));
  assert.equal(gerunds.join(" "), "hablando comiendo escribiendo durmiendo trayendo viendo haciendo dando");
});

Deno.test("only verbs whose every form follows from the infinitive count as regular", () => {
  for (
    const en of ["close", "find", "lose", "show", "sleep", "look", "play", "explain", "see", "make", "give", "bring"]
  ) {
    assert.equal(verb(en).isRegular, false, en);
  }
  for (const en of ["talk", "eat", "write", "open", "break", "sell"]) assert.equal(verb(en).isRegular, true, en);
});

Deno.test("plurals keep the stress where it was", () => {
  const plurals = {
    casa: "casas",
    café: "cafés",
    flor: "flores",
    rey: "reyes",
    león: "leones",
    canción: "canciones",
    lápiz: "lápices",
    jardín: "jardines",
    gris: "grises",
    feliz: "felices",
    árbol: "árboles",
    reloj: "relojes",
    limón: "limones",
  };
  for (const [one, many] of Object.entries(plurals)) assert.equal(spanishPlural(one), many);
  assert.deepEqual(["box", "city", "boy", "church", "glass"].map(englishPlural), [
    "boxes",
    "cities",
    "boys",
    "churches",
    "glasses",
  ]);
});

Deno.test("English endings are spelled correctly", () => {
  assert.deepEqual(["watch", "study", "buy", "wash"].map(englishThirdPerson), ["watches", "studies", "buys", "washes"]);
  assert.deepEqual(["talk", "use", "study", "play"].map(englishPast), ["talked", "used", "studied", "played"]);
  const gerunds = ["write", "swim", "run", "see", "eat", "visit", "open", "study", "buy", "drink"].map(englishGerund);
  assert.equal(gerunds.join(" "), "writing swimming running seeing eating visiting opening studying buying drinking");
});

Deno.test("adjectives agree in gender and number", () => {
  const forms = (en: string) => {
    const adjective = ADJECTIVES.find((adjective) => adjective.en === en)!;
    return [["m", false], ["f", false], ["m", true], ["f", true]].map(([gender, isPlural]) =>
      agree(adjective, gender as "m" | "f", isPlural as boolean)
    ).join(" ");
  };
  assert.equal(forms("red"), "rojo roja rojos rojas");
  assert.equal(forms("green"), "verde verde verdes verdes");
  assert.equal(forms("happy"), "feliz feliz felices felices");
  assert.equal(forms("young"), "joven joven jóvenes jóvenes");
  assert.equal(forms("blue"), "azul azul azules azules");
  assert.equal(forms("difficult"), "difícil difícil difíciles difíciles");
});

/** All forms of a noun with a determiner. */
function phrases(en: string, determiner: Determiner, isPlural?: boolean): Set<string> {
  const random = new Random(3);
  const made = Array.from(
    { length: 60 },
    () => nounPhrase(random, nounNamed(en), { determiners: [[determiner, 1]], adjectiveChance: 0, isPlural }),
  );
  return new Set(made.map(({ en, es }) => `${writeEnglish([...en])} = ${writeSpanish([...es])}`));
}

Deno.test("articles, possessives and numbers agree with their noun", () => {
  assert.deepEqual(phrases("photo", "the"), new Set(["The photo = La foto", "The photos = Las fotos"]));
  assert.deepEqual(phrases("map", "a"), new Set(["A map = Un mapa"]));
  assert.deepEqual(phrases("apple", "a"), new Set(["An apple = Una manzana"]));
  assert.ok(phrases("house", "possessive").has("Our house = Nuestra casa"));
  assert.ok(phrases("house", "possessive").has("Their houses = Sus casas"));
  assert.ok(phrases("problem", "this").has("These problems = Estos problemas"));
  assert.ok(phrases("problem", "this").has("This problem = Este problema"));
  assert.ok(phrases("key", "many").has("Many keys = Muchas llaves"));
  assert.ok(phrases("book", "first").has("The first book = El primer libro"));
  assert.ok(phrases("house", "first").has("The first house = La primera casa"));
});

Deno.test("a feminine noun that starts with a stressed a has el and un in the singular alone", () => {
  assert.deepEqual(phrases("eagle", "the"), new Set(["The eagle = El águila", "The eagles = Las águilas"]));
  assert.deepEqual(phrases("eagle", "a"), new Set(["An eagle = Un águila"]));
  assert.ok(phrases("eagle", "this").has("This eagle = Esta águila"));
  assert.ok(phrases("eagle", "first").has("The other eagle = La otra águila"));
  const random = new Random(1);
  const cold = Array.from({ length: 40 }, () => nounPhrase(random, nounNamed("water"), { adjectiveChance: 1 }));
  assert.ok(cold.some(({ en, es }) => en.join(" ") === "the cold water" && es.join(" ") === "el agua fría"));
});

const base = { combinations: [], isYou: false, tags: "p", gender: "m" as const };
const I: Subject = { ...base, en: ["I"], es: [], person: "1s", isPlural: false, pronoun: "I" };
const YOU: Subject = { ...base, en: ["you"], es: [], person: "2s", isPlural: false, isYou: true, pronoun: "you" };
const BOY: Subject = { ...base, en: ["the", "boy"], es: ["el", "niño"], person: "3s", isPlural: false, pronoun: "he" };
const WE: Subject = { ...base, en: ["we"], es: [], person: "1p", isPlural: true, pronoun: "we" };
const THEY: Subject = { ...base, en: ["they"], es: ["ellos"], person: "3p", isPlural: true, pronoun: "they" };
const words = (en: string, es: string) => ({ en: en.split(" ").filter(Boolean), es: es.split(" ").filter(Boolean) });
const clause = (
  subject: Subject,
  head: Verb,
  tense: Tense,
  en: string,
  es: string,
  more: Partial<Clause> = {},
): Clause => ({
  subject,
  head,
  tense,
  rest: words(en, es),
  combinations: [],
  ...more,
});

Deno.test("statements and questions have the word order of each language", () => {
  const apple = ["the apple", "la manzana"] as const;
  const cases: [{ en: string[]; es: string[] }, string, string][] = [
    [statement(clause(BOY, verb("eat"), "present", ...apple)), "The boy eats the apple.", "El niño come la manzana."],
    [statement(clause(I, verb("eat"), "past", ...apple)), "I ate the apple.", "Comí la manzana."],
    [statement(clause(WE, verb("eat"), "future", ...apple)), "We will eat the apple.", "Comeremos la manzana."],
    [
      statement(clause(BOY, verb("eat"), "present", ...apple, { isNegated: true })),
      "The boy does not eat the apple.",
      "El niño no come la manzana.",
    ],
    [question(clause(YOU, verb("eat"), "past", ...apple)), "Did you eat the apple?", "¿Comiste la manzana?"],
    [
      question(clause(BOY, verb("eat"), "future", ...apple)),
      "Will the boy eat the apple?",
      "¿El niño comerá la manzana?",
    ],
    [
      statement(clause(THEY, verb("see"), "past", "", "", { pronoun: words("her", "la"), isNegated: true })),
      "They did not see her.",
      "Ellos no la vieron.",
    ],
    [
      statement(clause(I, verb("look"), "present", "", "", { pronoun: words("for them", "los") })),
      "I look for them.",
      "Los busco.",
    ],
    [
      statement(clause(BOY, GO, "present", "to the park", "a el parque")),
      "The boy goes to the park.",
      "El niño va al parque.",
    ],
    [
      statement(clause(WE, COME, "past", "from the market", "de el mercado")),
      "We came from the market.",
      "Vinimos del mercado.",
    ],
    [
      questionWith(words("where", "dónde"), clause(BOY, verb("live"), "present", "", "")),
      "Where does the boy live?",
      "¿Dónde vive el niño?",
    ],
    [
      questionWho(clause({ ...BOY, en: [], es: [] }, verb("open"), "present", "the door", "la puerta")),
      "Who opens the door?",
      "¿Quién abre la puerta?",
    ],
    [
      statement(clause(BOY, BE_HOW, "present", "the letter", "la carta", { tail: progressive(verb("write")) })),
      "The boy is writing the letter.",
      "El niño está escribiendo la carta.",
    ],
    [
      statement(clause(I, CAN, "present", "", "", { tail: words("swim", "nadar"), isNegated: true })),
      "I cannot swim.",
      "No puedo nadar.",
    ],
    [
      statement(clause(WE, HAVE, "past", "", "", { tail: words("to work", "que trabajar") })),
      "We had to work.",
      "Teníamos que trabajar.",
    ],
    [
      statement(
        clause(BOY, verb("see"), "present", "us", "", { adverb: words("never", "nunca"), pronoun: words("", "nos") }),
      ),
      "The boy never sees us.",
      "El niño nunca nos ve.",
    ],
    [question(clause(THEY, BE_WHAT, "past", "old", "viejos")), "Were they old?", "¿Ellos eran viejos?"],
    [statement(clause(YOU, BE_HOW, "present", "sad", "triste")), "You are sad.", "Estás triste."],
  ];
  for (const [{ en, es }, english, spanish] of cases) {
    assert.equal(writeEnglish(en), english);
    assert.equal(writeSpanish(es), spanish);
  }
});

Deno.test("a + el and de + el are contracted, the pronoun él is not", () => {
  assert.equal(writeSpanish(["a", "él", "le", "gusta", "."]), "A él le gusta.");
  assert.equal(writeSpanish(["está", "el", "perro"]), "Está el perro");
  assert.equal(writeSpanish(["Ana", "y", "Inés"]), "Ana e Inés");
});
