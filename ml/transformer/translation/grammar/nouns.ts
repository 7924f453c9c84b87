/**
 * The nouns of the generated sentences: English and Spanish, singular and plural, gender, and tags that say what fits
 * them.
 *
 * @module
 */
import { englishPlural, spanishPlural } from "./spelling.ts";

export type Gender = "m" | "f";

export interface Noun {
  /** English singular; combinations use this name too. */
  en: string;
  enPlural: string;
  es: string;
  esPlural: string;
  gender: Gender;
  /** Letters from the comment of `NOUNS`. */
  tags: string;
  /** Feminine with "el" and "un" in the singular, because it starts with a stressed a: el agua, el águila. */
  takesEl: boolean;
  /** Uncountable: no plural, no number, no "a". */
  isMass: boolean;
}

/*
 * English[/plural] Spanish[/plural] gender tags. Plurals are written out where the rules of spelling.ts fail. Tags: p
 * person, K family member, a animal, f food, d drink, t thing to buy or carry, l place to be in, n big outdoor thing,
 * i idea; can be c prepared, C cooked, o opened, b broken, k cleaned, y washed, u repaired, w written, V ridden,
 * j swept, q answered, m played as music, s listened to, S sung; v has a colour of food, x can contain something, T has
 * a temperature, L a length, F a speed, H a weight, D may be dangerous, z is high, N uncountable, E "el" though
 * feminine
 */
const TABLE = `
boy niño m p
girl niña f p
man/men hombre m p
woman/women mujer f p
king rey m p
queen reina f p
grandfather abuelo m pK
grandmother abuela f pK
brother hermano m pK
sister hermana f pK
father padre m pK
mother madre f pK
uncle tío m pK
aunt tía f pK
son hijo m pK
daughter hija f pK
prince príncipe m p
princess princesa f p
cat gato m a
dog perro m aF
horse caballo m aF
bird pájaro m a
cow vaca f a
mouse/mice ratón m a
rabbit conejo m aF
duck pato m a
spider araña f aD
butterfly mariposa f a
bear oso m aD
lion león m aD
tiger tigre m aFD
monkey mono m a
frog rana f a
turtle tortuga f a
elephant elefante m a
wolf/wolves lobo m aD
eagle águila f aE
apple manzana f fv
banana banana f f
pear pera f fv
strawberry fresa f f
tomato/tomatoes tomate m fv
onion cebolla f fCv
carrot zanahoria f fC
lemon limón m fv
cake pastel m fc
salad ensalada f fc
soup sopa f fcCT
bread pan m fcN
cheese queso m fN
rice arroz m fcCN
meat carne f fcCN
chocolate chocolate m fN
water agua f dTNE
milk leche f dTN
coffee café m dcTN
tea té m dcTN
book libro m twoH
table mesa f tkH
chair silla f tk
key llave f tu
letter carta f twoLq
flower flor f t
toy juguete m tu
hat sombrero m t
shirt camisa f tky
shoe zapato m tky
dress vestido m tkLy
clock reloj m tb
lamp lámpara f tbu
box caja f toxH
bag bolsa f toxH
cup taza f tbkxy
glass vaso m tbkxy
plate plato m tbky
spoon cuchara f tkuy
knife/knives cuchillo m tkuD
bed cama f tH
photo foto f t
map mapa m tu
coin moneda f t
mirror espejo m tbk
gift regalo m t
newspaper periódico m t
pencil lápiz m tu
bicycle bicicleta f tuF
guitar guitarra f tmu
piano piano m mH
drum tambor m tm
door puerta f obk
window ventana f obk
house casa f lkj
kitchen cocina f lkj
garden jardín m l
park parque m l
school escuela f lj
market mercado m l
beach playa f l
city ciudad f l
library biblioteca f l
station estación f l
church iglesia f lj
museum museo m l
hospital hospital m lj
street calle f lLDj
restaurant restaurante m l
village pueblo m l
office oficina f lkj
forest bosque m lD
theater teatro m l
hotel hotel m l
island isla f l
castle castillo m l
farm granja f l
store tienda f loj
train tren m nVFL
boat barco m nVFL
river río m nLD
bridge puente m nLD
tree árbol m nz
mountain montaña f nDz
song canción f iwsLS
story historia f iwsL
question pregunta f iwq
problem problema m i
idea idea f i
word palabra f iwL
`;

function readNoun(line: string): Noun {
  const [english, spanish, gender, tags] = line.split(" ");
  const [en, enPlural = englishPlural(en)] = english.split("/");
  const [es, esPlural = spanishPlural(es)] = spanish.split("/");
  return {
    en,
    enPlural,
    es,
    esPlural,
    gender: gender as Gender,
    tags,
    takesEl: tags.includes("E"),
    isMass: tags.includes("N"),
  };
}

export const NOUNS: readonly Noun[] = TABLE.trim().split("\n").map(readNoun);

const byTags = new Map<string, readonly Noun[]>(); // a cache: the same tags are looked up often

/** Nouns that have any of the tags. */
export function nounsWith(tags: string): readonly Noun[] {
  const nouns = byTags.get(tags) ?? NOUNS.filter((noun) => [...tags].some((tag) => noun.tags.includes(tag)));
  byTags.set(tags, nouns);
  return nouns;
}

/** Finds a noun by its English name. */
export function nounNamed(en: string): Noun {
  const found = NOUNS.find((noun) => noun.en === en);
  if (!found) throw new RangeError(`there is no noun "${en}" in the table`);
  return found;
}

/** People's names, the same in both languages. */
export const NAMES: readonly { name: string; gender: Gender }[] = [
  { name: "Ana", gender: "f" },
  { name: "Carlos", gender: "m" },
  { name: "Diego", gender: "m" },
  { name: "Elena", gender: "f" },
  { name: "Luis", gender: "m" },
  { name: "Marta", gender: "f" },
  { name: "Pedro", gender: "m" },
  { name: "Rosa", gender: "f" },
];
