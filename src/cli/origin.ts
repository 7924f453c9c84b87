const EVERYWHERE = ["0.0.0.0", "::"];

/** Where a server that listens on `host` is reached from its own machine, such as `http://[::1]:8000`. */
export function originOf(host: string, port: number): string {
  const name = [...EVERYWHERE, "127.0.0.1"].includes(host) ? "localhost" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
