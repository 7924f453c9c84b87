const NAMED: Record<string, string> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", lrm: "\u200e", rlm: "\u200f", zwj: "\u200d", zwnj: "\u200c" },
  ...{ hellip: "…", mdash: "—", ndash: "–", lsquo: "‘", rsquo: "’", sbquo: "‚", ldquo: "“", rdquo: "”", bdquo: "„" },
  ...{ lsaquo: "‹", rsaquo: "›", euro: "€", trade: "™", bull: "•", hearts: "♥", OElig: "Œ", oelig: "œ" },
  ...{ Scaron: "Š", scaron: "š", Yuml: "Ÿ", ensp: "\u2002", emsp: "\u2003", thinsp: "\u2009" },
};

/** The names of U+00A0 to U+00FF. */
const LATIN1 =
  ("nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 " +
    "acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring " +
    "AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times " +
    "Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave " +
    "eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute " +
    "ucirc uuml yacute thorn yuml").split(" ");

/** Replaces character references of HTML; unknown ones stay as they are. */
export function unescapeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+\d{0,2}));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) {
      if (Object.hasOwn(NAMED, name)) return NAMED[name];
      const at = LATIN1.indexOf(name);
      return at < 0 ? all : String.fromCharCode(0xa0 + at);
    }
    const code = decimal ? parseInt(decimal, 10) : parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : all;
  });
}
