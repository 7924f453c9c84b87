/**
 * The letters beyond ASCII of languages in Latin script, with the encoding in which Windows wrote them. Letters that a
 * language has in foreign words only are not listed.
 */
export const ALPHABETS: readonly { languages: string[]; encoding: string; letters: string }[] = [
  { languages: ["fr"], encoding: "windows-1252", letters: "àâæçéèêëîïôœùûüÿ" },
  { languages: ["es", "gl", "ca"], encoding: "windows-1252", letters: "áéíñóúüàèïòçª·º¿¡" },
  { languages: ["pt"], encoding: "windows-1252", letters: "áàâãçéêíóôõúüªº" },
  { languages: ["it"], encoding: "windows-1252", letters: "àèéìíîòóù°" },
  { languages: ["de"], encoding: "windows-1252", letters: "äöüßé" },
  { languages: ["nl", "af"], encoding: "windows-1252", letters: "áéëïóöüèê" },
  { languages: ["sv", "fi", "no", "nn", "da"], encoding: "windows-1252", letters: "åäöéæøàü" },
  { languages: ["is", "fo"], encoding: "windows-1252", letters: "áðéíóúýþæö" },
  { languages: ["pl"], encoding: "windows-1250", letters: "ąćęłńóśźż" },
  { languages: ["cs", "sk"], encoding: "windows-1250", letters: "áčďéěíĺľňóôŕřšťúůýžä" },
  { languages: ["hu"], encoding: "windows-1250", letters: "áéíóöőúüű" },
  { languages: ["ro"], encoding: "windows-1250", letters: "ăâîşţ" },
  { languages: ["hr", "sl", "bs", "sr"], encoding: "windows-1250", letters: "čćđšž" },
  { languages: ["sq"], encoding: "windows-1252", letters: "ëç" },
  { languages: ["tr", "az"], encoding: "windows-1254", letters: "çğıİöşüâî" },
  { languages: ["lt"], encoding: "windows-1257", letters: "ąčęėįšųūž" },
  { languages: ["lv"], encoding: "windows-1257", letters: "āčēģīķļņšūž" },
  { languages: ["et"], encoding: "windows-1257", letters: "äõöüšž" },
];

/** Encodings of languages in other scripts, for texts too short to tell. */
export const SCRIPT_ENCODINGS: Record<string, string[]> = {
  ...{ ru: ["windows-1251", "koi8-r"], uk: ["windows-1251", "koi8-u"], bg: ["windows-1251"], be: ["windows-1251"] },
  ...{ mk: ["windows-1251"], sr: ["windows-1251"], el: ["windows-1253"], he: ["windows-1255"], yi: ["windows-1255"] },
  ...{ ar: ["windows-1256"], fa: ["windows-1256"], ur: ["windows-1256"], th: ["windows-874"] },
  ...{ ja: ["shift_jis", "euc-jp"], zh: ["gb18030", "big5"], yue: ["big5", "gb18030"], ko: ["euc-kr"] },
};
