/**
 * The adjectives of the generated sentences.
 *
 * @module
 */
import type { Gender, Noun } from "./nouns.ts";
import { spanishPlural } from "./spelling.ts";

/** Spanish has two verbs "to be": ser for lasting qualities, estar for states. */
export type Copula = "ser" | "estar";

export interface Adjective {
  en: string;
  /** `bigger`, `more expensive`; null if it has no comparative. */
  comparative: string | null;
  /** Masculine singular. */
  es: string;
  esPlural: string;
  /** Fits nouns that have any of these tags. */
  tags: string;
  copula: Copula;
  /** Whether it has a masculine form in -o and a feminine form in -a. */
  isGendered: boolean;
}

/* English[/comparative] Spanish[/plural] tags copula; "+" as the comparative stands for "more" */
const TABLE = `
red rojo tov ser
white blanco atlo ser
black negro at ser
yellow amarillo tv ser
green verde tov ser
blue azul to ser
gray gris ato ser
big/bigger grande atlvoFm ser
small/smaller pequeño atlvoFm ser
new nuevo tlFom ser
old/older viejo patlFm ser
young/younger joven/jóvenes pa ser
tall/taller alto pz ser
long/longer largo L ser
expensive/+ caro tvFm ser
cheap/cheaper barato tvF ser
heavy/heavier pesado H ser
beautiful/+ hermoso patls ser
ugly/uglier feo atl ser
fast/faster rápido F ser
slow/slower lento F ser
strong/stronger fuerte pa ser
intelligent/+ inteligente pa ser
kind/kinder amable p ser
rich/richer rico p ser
poor/poorer pobre p ser
famous/+ famoso plw ser
brave/braver valiente pa ser
elegant/+ elegante p ser
modern/+ moderno lm ser
important/+ importante piw ser
interesting/+ interesante iwl ser
difficult/+ difícil i ser
easy/easier fácil i ser
strange/stranger extraño ia ser
round redondo t ser
dangerous/+ peligroso D ser
happy/happier feliz pa estar
sad/sadder triste pa estar
tired cansado pa estar
sick enfermo pa estar
nervous nervioso pa estar
busy ocupado p estar
clean/cleaner limpio k estar
dirty/dirtier sucio k estar
open abierto o estar
closed cerrado o estar
broken roto b estar
empty vacío xl estar
full lleno x estar
hot/hotter caliente T estar
cold/colder frío T estar
`;

function readAdjective(line: string): Adjective {
  const [english, spanish, tags, copula] = line.split(" ");
  const [en, comparative = null] = english.split("/");
  const [es, esPlural = spanishPlural(es)] = spanish.split("/");
  return {
    en,
    comparative: comparative === "+" ? `more ${en}` : comparative,
    es,
    esPlural,
    tags,
    copula: copula as Copula,
    isGendered: es.endsWith("o"),
  };
}

export const ADJECTIVES: readonly Adjective[] = TABLE.trim().split("\n").map(readAdjective);

const byTags = new Map<string, readonly Adjective[]>();

/** The adjectives that fit a noun. */
export function adjectivesFor({ tags }: Pick<Noun, "tags">): readonly Adjective[] {
  const fitting = byTags.get(tags) ??
    ADJECTIVES.filter((adjective) => [...adjective.tags].some((tag) => tags.includes(tag)));
  byTags.set(tags, fitting);
  return fitting;
}

/** rojo, roja, rojos, rojas; verde, verdes. */
export function agree({ es, esPlural, isGendered }: Adjective, gender: Gender, isPlural: boolean): string {
  const form = isPlural ? esPlural : es;
  return isGendered && gender === "f" ? form.replace(/o(s?)$/, "a$1") : form;
}
