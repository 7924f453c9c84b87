import { SAFETY_CATEGORIES, type SafetyCategory } from "../../src/core/safety.ts";
import type { Sentence } from "./sentences.ts";

/** The name that results say. */
export const SAFETY_RULE = "word lists (English)";

/** A sentence that a person should look at. */
export interface SafetyFlag extends Sentence {
  category: SafetyCategory;
  /** The words that were found, as they are said. */
  words: string[];
}

/** Beginnings and whole words (`word$`), as regular expressions in lower case. Words that are harmless more often than not are left out. */
const LISTS: Record<SafetyCategory, string[]> = {
  "strong language": [
    ..."fuck motherfuck shit$ shits$ shitty bullshit asshole bitch bastard dickhead cunt wanker bollocks$ goddamn"
      .split(" "),
    ..."piss$ pissed twat$ slut whore$ prick$ arsehole crap$ crappy damn$ damned$".split(" "),
  ],
  adult: [
    ..."porn$ porno nude$ nudes$ nudity orgasm erotic masturbat blowjob handjob genital penis$ vagina$ striptease"
      .split(" "),
    ..."sex$ sexual$ naked$ prostitut brothel fetish$ fetishes$ threesome aroused$ stripper".split(" "),
  ],
  violence: [
    ..."murder massacre stabbed$ stabbing$ stabs$ strangle strangled behead tortur rape$ raped$ rapist corpse slaughter"
      .split(" "),
    ..."gunshot bloodshed bloodbath assassinat genocide suicide$ terrorist bombing$ executed$ shooter$ shootings$"
      .split(" "),
    ..."kill$ killed$ kills$ killing$ killer$ wounded$ gunman gunmen$ dismember hostage".split(" "),
    // "shot" alone is a picture, a goal or an espresso
    "shot (?:him|her|me|us|them|himself|herself|themselves|dead)$",
    "(?:was|were|been|got|being) shot$(?! (?:by|on|in|with|at)\\b)",
  ],
};
/** What words of the lists say without harm; taken out before the search. */
const HARMLESS: RegExp[] = [
  /\b(?:kill(?:s|ed|ing)?)\s+(?:(?:the|a|an|any|this|that|its|your|my|all|off)\s+)*(?:process(?:es)?|jobs?|tasks?|servers?|apps?|programs?|connections?|time|switch(?:es)?|engine|lights?|mood|feature|bill|weeds?|germs|bacteria|bugs?|yeast|cells?|power)\b/g,
  /\b(?:command|code|query|statement|script|plan|trade|order|function|program|strategy|instruction|will|test)s?\s+(?:is|are|was|were|be|been|gets?|got)?\s*executed\b/g,
  /\bexecuted\s+(?:the|a|an|this|that|by|in|on|well|perfectly|flawlessly|beautifully)\b/g,
  /\bnaked\s+(?:eye|truth|juice|dna|domain|bike)\b/g,
  /\bkill(?:ed|s|ing)?\s+(?:it|two\s+birds)\b/g,
  /\b(?:killer)\s+(?:app|feature|whales?|bees?|instinct|deal)\b/g,
  /\b(?:same|opposite|single|both)\s+sex\b|\bsex\s+(?:of\s+the|differences?|ratio|chromosomes?|determination|hormones?)\b/g,
  /\bsexual\s+(?:reproduction|selection|dimorphism)\b/g,
  /\bsuicide\s+(?:prevention|hotline|squad)\b/g,
  /\bmurder\s+(?:of\s+crows|hornets?)\b/g,
  /\b(?:piss|pissed)\s+up\b/g,
];

const PATTERNS = SAFETY_CATEGORIES.map((category) => ({
  category,
  pattern: new RegExp(
    `\\b(?:${LISTS[category].map((word) => word.includes("$") ? word.replace("$", "\\b") : `${word}\\w*`).join("|")})`,
    "g",
  ),
}));

/** The categories whose words a text says, with the words. */
export function safetyOf(text: string): { category: SafetyCategory; words: string[] }[] {
  const plain = HARMLESS.reduce((rest, pattern) => rest.replace(pattern, " "), text.toLowerCase().replaceAll("’", "'"));
  return PATTERNS.flatMap(({ category, pattern }) => {
    const words = [...new Set(plain.match(pattern) ?? [])];
    return words.length > 0 ? [{ category, words }] : [];
  });
}

/** The sentences that a person should look at. Nothing is blocked or hidden by it. */
export function flagSentences(sentences: readonly Sentence[]): SafetyFlag[] {
  return sentences.flatMap((sentence) => safetyOf(sentence.text).map((flag) => ({ ...sentence, ...flag })));
}
