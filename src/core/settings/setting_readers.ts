import { ConfigError } from "../errors.ts";

/** Parses the text of a setting. */
export interface Reader<T> {
  /** What the setting may hold, in Markdown, for the documentation. */
  allowed: string;
  /** @throws {ConfigError} naming the setting, what it held and what it may hold */
  read(text: string, name: string): T;
}

/** Any text. */
export function text(allowed: string): Reader<string> {
  return { allowed, read: (text) => text };
}

/** A host name or an address; an IPv6 address may be in brackets, as in URLs. */
export const host: Reader<string> = {
  allowed: "an address of this machine",
  read: (text) => text.replace(/^\[(.*)\]$/, "$1"),
};

/** A path from the root, without a slash at its end. */
export const absolutePath: Reader<string> = {
  allowed: "an absolute path",
  read: (text, name) => {
    if (!text.startsWith("/")) throw wrong(name, text, "an absolute path such as /srv/streamforge");
    return text.replace(/\/+$/, "") || "/";
  },
};

export function wholeNumber(min: number, max: number): Reader<number> {
  const shownMax = max === Number.MAX_SAFE_INTEGER ? "up" : `to ${max}`;
  return {
    allowed: `a whole number from ${min} ${shownMax}`,
    read: (text, name) => {
      const n = Number(text);
      if (/^\d+$/.test(text) && n >= min && n <= max) return n;
      throw wrong(name, text, `a whole number from ${min} to ${max}`);
    },
  };
}

export function oneOf<const T extends readonly string[]>(choices: T): Reader<T[number]> {
  return {
    allowed: choices.map((choice) => `\`${choice}\``).join(", "),
    read: (text, name) => {
      if (choices.includes(text)) return text;
      throw wrong(name, text, `one of ${choices.join(", ")}`);
    },
  };
}

/** `0` for false, `1` for true. */
export const flag: Reader<boolean> = {
  allowed: "`0`, `1`",
  read: (text, name) => oneOf(["0", "1"]).read(text, name) === "1",
};

/** A URL of http or https, without a slash at its end. */
export function url(example: string): Reader<string> {
  return {
    allowed: "a URL",
    read: (text, name) => {
      if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return text.replace(/\/+$/, "");
      throw wrong(name, text, `a URL such as ${example}`);
    },
  };
}

/** The URL of a Postgres database. The error does not show the text, which may hold a password. */
export const postgresUrl: Reader<string> = {
  allowed: "a `postgres://` URL",
  read: (text, name) => {
    if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
    throw new ConfigError(`${name} must be a URL such as postgres://user:password@host:5432/database`);
  },
};

/** Text for an HTTP header. The error does not show it: it is a password. */
export const visibleAscii: Reader<string> = {
  allowed: "visible ASCII characters, no spaces",
  read: (text, name) => {
    if (!/[^\x21-\x7e]/.test(text)) return text;
    throw new ConfigError(`${name} may hold visible ASCII characters only, no spaces`);
  },
};

function wrong(name: string, value: string, right: string): ConfigError {
  return new ConfigError(`${name} is ${JSON.stringify(value)}: it must be ${right}`);
}
