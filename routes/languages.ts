/** Whisper's codes that BCP 47 has by another name. */
const TAGS: Record<string, string> = { jw: "jv" };

/** The BCP 47 tag of a caption track's language, for `srclang` and HLS. */
export function languageTag(code: string): string {
  return TAGS[code] ?? code;
}

/** What a caption track goes by in a menu: its language, and that it tells of sounds too, as captions for the deaf do. */
export function trackLabel({ language, kind }: { language: string; kind: string }): string {
  return kind === "captions" ? `${languageLabel(language)} [CC]` : languageLabel(language);
}

/** A language in its own words, as people look for it in a menu: "English", "español". */
export function languageLabel(code: string): string {
  const tag = languageTag(code);
  if (tag === "und") return "Captions";
  try {
    return new Intl.DisplayNames([tag, "en"], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag; // not a well-formed tag
  }
}
