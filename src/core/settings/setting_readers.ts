import { ConfigError } from "../errors.ts";
import { TrustedProxies } from "./trusted_proxies.ts";

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

/** Several of `choices`, in their order there; `all` and `none`. */
export function listOf<const T extends string>(choices: readonly T[]): Reader<readonly T[]> {
  return {
    allowed: `\`all\`, \`none\`, ${choices.map((choice) => `\`${choice}\``).join(", ")}`,
    read: (text, name) => {
      if (text === "all") return choices;
      if (text === "none") return [];
      const wanted = text.split(",").map((one) => one.trim()).filter((one) => one !== "");
      if (wanted.length > 0 && wanted.every((one) => (choices as readonly string[]).includes(one))) {
        return choices.filter((choice) => wanted.includes(choice));
      }
      throw wrong(name, text, `all, none, or some of ${choices.join(", ")}, separated by commas`);
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

/** As `url`; paths are added to it, so it has no query. */
export function endpointUrl(example: string): Reader<string> {
  return {
    allowed: "a URL without a query",
    read: (text, name) => {
      // the query may hold a key, so that it is not shown
      if (/[?#]/.test(text)) throw new ConfigError(`${name} has a "?" or "#": it must be a URL such as ${example}`);
      return url(example).read(text, name);
    },
  };
}

/**
 * Whether a URL is https, or leads to this machine: what comes over plain http from elsewhere can be changed on its way.
 */
export function isSafeSource(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || (protocol === "http:" && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));
}

/** The URL of a hub of models, which may hold a password. */
export const hub: Reader<string> = {
  allowed: "an `https://` URL, or `http://` of this machine",
  read: (text, name) => {
    const address = url("https://huggingface.co").read(text, name);
    if (isSafeSource(address)) return address;
    throw new ConfigError(
      `${name} leads to ${new URL(address).host} over plain http: weights come over https only, or from this machine`,
    );
  },
};

/** First parts of the paths of this server: a path before them must have another one. */
const OWN_PATHS =
  /^\/(api|assets|docs|embed|health|learn|library|metrics|oembed|openapi\.json|ready|search|settings|sign-in|sign-out|v1|videos)(\/|$)/;

/** The address that people call the server by, with a path or without, and without a slash at its end. */
export const publicUrl: Reader<string> = {
  allowed: "a URL without a query",
  read: (text, name) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const path = url?.pathname.replace(/\/+$/, "") ?? "";
    const isPlain = url && /^https?:$/.test(url.protocol) && !/[?#@]/.test(text) && isSitePath(path);
    if (!isPlain) throw wrong(name, text, "a URL such as https://video.example.com or https://example.com/video");
    if (OWN_PATHS.test(path)) throw wrong(name, text, "a URL whose path does not begin as a path of this server does");
    return url.origin + path;
  },
};

/** Whether a path can stand before all paths of this server: no `..`, nothing to be escaped. Empty: none does. */
export function isSitePath(path: string): boolean {
  return /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)*$/.test(path);
}

export const proxies: Reader<TrustedProxies> = {
  allowed: "addresses and networks (`10.1.0.0/16`), `loopback`, `private`, `none`, separated by commas",
  read: (text, name) => {
    try {
      return new TrustedProxies(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const right = "addresses, networks such as 10.1.0.0/16, loopback, private or none, separated by commas";
      throw new ConfigError(`${name} holds ${JSON.stringify(error.message)}: it must be ${right}`);
    }
  },
};

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
