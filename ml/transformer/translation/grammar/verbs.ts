/**
 * The verbs of the generated sentences: possible subjects and objects, and the forms in both languages.
 *
 * @module
 */
import { conjugateSpanish, type Irregular, type Person, PERSONS, spanishGerund, type Tense } from "./conjugation.ts";
import { englishGerund, englishPast, englishThirdPerson } from "./spelling.ts";

export interface Verb {
  en: string;
  enThirdPerson: string;
  enPast: string;
  enGerund: string;
  es: string;
  irregular: Irregular;
  /** Whether every form follows from the infinitive, so that the model can form one that it never saw. */
  isRegular: boolean;
  /** Tags of possible subjects. */
  subjects: string;
  /** Tags of possible objects; empty for a verb without an object. */
  objects: string;
  /** English preposition of the object: look *for*. */
  particle: string;
  /** Whether it can have a receiver: give, show. */
  hasReceiver: boolean;
  /** Whether it must have a receiver: give. */
  needsReceiver: boolean;
  /** A state, which has no progressive form: not "I am needing". */
  isState: boolean;
}

/*
 * English[/past] Spanish subjects objects [flags]. Subjects and objects are tags of nouns.ts, "-" for none. Flags: R
 * may have a receiver, R! must have one, S a state; anything else is a particle before the English object
 */
const TABLE = `
talk hablar p -
walk caminar pa -
work trabajar p -
study estudiar p -
rest descansar pa -
cry llorar p -
dance bailar p -
swim/swam nadar pa -
run/ran correr pa -
sleep/slept dormir pa -
live vivir pa - S
sing/sang cantar p S
watch mirar p paln
look buscar p tuf for
buy/bought comprar p tfd
carry llevar p tf
clean limpiar p k
need necesitar p tufd S
repair reparar p u
draw/drew dibujar p taln
paint pintar p tln
cook cocinar p C
prepare preparar p c
help ayudar p p
visit visitar p pln
wait esperar p pV for
admire admirar p pln S
greet saludar p p
call llamar p p
invite invitar p p
wash lavar p y
listen escuchar p ps to
find/found encontrar p tua
forget/forgot olvidar p tui S
keep/kept guardar p t
hide/hid esconder p tf
show/showed mostrar p t R
lend/lent prestar p tu R!
explain explicar p i R
answer contestar p q
play tocar p m
eat/ate comer pa f
drink/drank beber p d
sell/sold vender p tfl R
learn aprender p s
break/broke romper p b
offend ofender p p
sweep/swept barrer p j
cough toser p -
understand/understood comprender p i S
lose/lost perder p tu
write/wrote escribir p w
open abrir p o
close cerrar p o
receive recibir p t
describe describir p iln
interrupt interrumpir p p
cover cubrir p t
share compartir p fi
discover descubrir p ln
see/saw ver pa paltn S
make/made hacer p c
bring/brought traer p tfd R
give/gave dar p tf R!
`;

const STEM_CHANGES: Record<string, string> = {
  encontrar: "encuentr",
  mostrar: "muestr",
  perder: "pierd",
  cerrar: "cierr",
  dormir: "duerm",
  querer: "quier",
  poder: "pued",
  volver: "vuelv",
  jugar: "jueg",
};

/**
 * Irregular forms, one verb per line: whole forms in the order I, you, he, we, they; the gerund; the stem of the
 * future.
 */
const IRREGULAR_TABLE = `
ser present soy eres es somos son past era eras era éramos eran gerund siendo
estar present estoy estás está estamos están past estaba estabas estaba estábamos estaban
tener present tengo tienes tiene tenemos tienen past tenía tenías tenía teníamos tenían future tendr
ir present voy vas va vamos van past fui fuiste fue fuimos fueron gerund yendo
venir present vengo vienes viene venimos vienen past vine viniste vino vinimos vinieron future vendr gerund viniendo
ver present veo ves ve vemos ven past vi viste vio vimos vieron
hacer present hago haces hace hacemos hacen past hice hiciste hizo hicimos hicieron future har
dar present doy das da damos dan past di diste dio dimos dieron
traer present traigo traes trae traemos traen past traje trajiste trajo trajimos trajeron gerund trayendo
querer past quería querías quería queríamos querían future querr
poder past podía podías podía podíamos podían future podr gerund pudiendo
dormir past dormí dormiste durmió dormimos durmieron gerund durmiendo
buscar past busqué buscaste buscó buscamos buscaron
explicar past expliqué explicaste explicó explicamos explicaron
tocar past toqué tocaste tocó tocamos tocaron
llegar past llegué llegaste llegó llegamos llegaron
jugar past jugué jugaste jugó jugamos jugaron
`; // the last five change only the spelling, to keep the sound before -é

const IRREGULAR = new Map(
  IRREGULAR_TABLE.trim().split("\n").map((line) => {
    const [es, ...words] = line.split(" ");
    const after = (name: string, count: number) =>
      words.includes(name) ? words.slice(words.indexOf(name) + 1).slice(0, count) : undefined;
    const irregular: Irregular = {
      present: after("present", PERSONS.length),
      past: after("past", PERSONS.length),
      futureStem: after("future", 1)?.[0],
      gerund: after("gerund", 1)?.[0],
    };
    return [es, irregular];
  }),
);

function makeVerb(english: string, es: string, subjects = "pa", objects = "-", flags: string[] = []): Verb {
  const [en, enPast = englishPast(en)] = english.split("/");
  const stem = STEM_CHANGES[es];
  return {
    en,
    enThirdPerson: englishThirdPerson(en),
    enPast,
    enGerund: englishGerund(en),
    es,
    irregular: { ...IRREGULAR.get(es), ...stem && { presentStem: stem } },
    isRegular: !stem && !IRREGULAR.has(es),
    subjects,
    objects: objects === "-" ? "" : objects,
    particle: flags.find((flag) => /^[a-z]/.test(flag)) ?? "",
    hasReceiver: flags.some((flag) => flag.startsWith("R")),
    needsReceiver: flags.includes("R!"),
    isState: flags.includes("S"),
  };
}

/** Verbs of the ordinary sentences. */
export const VERBS: readonly Verb[] = TABLE.trim().split("\n").map((line) => {
  const [english, spanish, subjects, objects, ...flags] = line.split(" ");
  return makeVerb(english, spanish, subjects, objects, flags);
});

/** Verbs with sentence patterns of their own. English "be" is conjugated in clauses.ts. */
export const BE_WHAT = makeVerb("be", "ser");
export const BE_HOW = makeVerb("be", "estar");
export const HAVE: Verb = { ...makeVerb("have/had", "tener", "p", "tpa"), enThirdPerson: "has" };
export const GO = makeVerb("go/went", "ir");
export const COME = makeVerb("come/came", "venir");
export const RETURN = makeVerb("return", "volver");
export const ARRIVE = makeVerb("arrive", "llegar");
export const TRAVEL = makeVerb("travel", "viajar", "p");
export const PLAY_GAMES = makeVerb("play", "jugar");
export const WANT = makeVerb("want", "querer");
export const CAN = makeVerb("can/could", "poder");

const ENGLISH_BE: Record<"present" | "past", Record<"I" | "he" | "they", string>> = {
  present: { I: "am", he: "is", they: "are" },
  past: { I: "was", he: "was", they: "were" },
};

/** am, is, are; was, were. */
export function formOfBe(tense: "present" | "past", person: Person, isYou: boolean): string {
  if (isYou) return ENGLISH_BE[tense].they;
  return ENGLISH_BE[tense][person === "1s" ? "I" : person === "3s" ? "he" : "they"];
}

/** Spanish verb form: comer, 1p, future -> comeremos. */
export function spanishForm({ es, irregular }: Verb, person: Person, tense: Tense): string {
  return conjugateSpanish(es, person, tense, irregular);
}

/** comer -> comiendo. */
export function gerundOf({ es, irregular }: Verb): string {
  return irregular.gerund ?? spanishGerund(es);
}
