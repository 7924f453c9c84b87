// the package handles the three forms of a name in RFC 6266 and their encodings
import { parse } from "content-disposition";

const MAX_STEM_BYTES = 220; // most file systems end at 255 bytes for a name; an extension and "(1)" come after it

// characters that some file system forbids, line ends, and marks of text direction, which can disguise "gpj.exe" as a
// picture
// deno-lint-ignore no-control-regex
const UNSAFE = /[\x00-\x1f\x7f-\x9f"*/:<>?\\|\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]+/g;

const encoder = new TextEncoder();

/**
 * Makes the stem of a file name from a title.
 *
 * @returns at least one character; none with a meaning in file systems or headers
 */
export function safeFileStem(title: string): string {
  const clean = title.toWellFormed().replace(UNSAFE, " ").replace(/\s+/g, " ").replace(/^[. ]+/, "");
  let stem = "";
  let bytes = 0;
  for (const character of clean) {
    bytes += encoder.encode(character).length;
    if (bytes > MAX_STEM_BYTES) break;
    stem += character;
  }
  return stem.replace(/[. ]+$/, "") || "video";
}

/**
 * Writes the `Content-Disposition` of a download (RFC 6266): ASCII for old clients, the full name in UTF-8 for all
 * others.
 *
 * Not the package's `create`: it leaves out the quotes of short names, which old clients and our tests expect.
 */
export function attachment(fileName: string): string {
  const ascii = fileName.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[^\x20-\x7e]+/g, "_")
    .replace(/["\\%]/g, "_");
  const header = `attachment; filename="${ascii}"`;
  return ascii === fileName ? header : `${header}; filename*=UTF-8''${encodeExtValue(fileName)}`;
}

/**
 * Reads the file name from a request's `Content-Disposition`; null if it has none. Only the last part of a path is
 * used: the name is shown, never opened.
 */
export function fileNameOf(disposition: string | null): string | null {
  const { filename } = parse(disposition ?? "").parameters;
  return filename?.split(/[/\\]/).at(-1)?.trim() || null;
}

function encodeExtValue(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
