const EVERYWHERE = ["0.0.0.0", "::"];

/** The origin of a server on this machine that listens on `host`, such as `http://[::1]:8000`. */
export function originOf(host: string, port: number): string {
  const name = [...EVERYWHERE, "127.0.0.1"].includes(host) ? "localhost" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
