const MAX_WARNINGS = 20;
const MAX_CHARS = 200;

/**
 * The values of `Warning` headers (RFC 7234, section 5.5; 299: any warning that lasts), which say what had no effect.
 *
 * @param warnings in words, which may hold what a client sent
 */
export function warningHeaders(warnings: readonly string[]): string[] {
  return warnings.slice(0, MAX_WARNINGS).map((text) => {
    const plain = text.slice(0, MAX_CHARS).replace(/[^ -~]/g, "?").replace(/["\\]/g, "\\$&");
    return `299 streamforge "${plain}"`;
  });
}
