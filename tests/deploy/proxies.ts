/** Real nginx and Caddy with the configurations of deploy/, on 127.0.0.1 and a free port, before a server under test. */
const deploy = new URL("../../deploy/", import.meta.url).pathname;

export interface Proxy {
  origin: string;
  /** Trusts the proxy's certificate. */
  client: Deno.HttpClient;
  /** The most memory that it has had, in bytes. */
  peakBytes(): Promise<number>;
  /** What it has written to its folder for bodies that it buffers, in bytes. */
  bufferedBytes(): Promise<number>;
  stop(): Promise<void>;
}

interface Certificate {
  certificate: string;
  key: string;
}

/** Writes the configuration. @returns the command that starts the proxy */
type Configure = (options: { folder: string; port: number; upstream: string; tls: Certificate }) => Promise<string[]>;

/** The files of deploy/ as they stand, with this machine's address, port and certificate. */
async function readExample(
  name: string,
  { port, upstream, tls }: { port: number; upstream: string; tls: Certificate },
): Promise<string> {
  const text = await Deno.readTextFile(deploy + name);
  return text.replaceAll("127.0.0.1:8000", upstream)
    .replace("listen 443 ssl", `listen 127.0.0.1:${port} ssl`)
    .replace("server_name video.example.com", "server_name localhost")
    .replace(/ssl_certificate .*;/, `ssl_certificate ${tls.certificate};`)
    .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${tls.key};`)
    .replace(/^(video\.)?example\.com \{/m, `https://localhost:${port} {\n\ttls ${tls.certificate} ${tls.key}`);
}

function nginx(isBelowPath: boolean): Configure {
  return async (options) => {
    const { folder, port, tls } = options;
    const whole = await readExample("nginx/streamforge.conf", options);
    const upstream = /^upstream [^}]*\}/m.exec(whole)![0];
    const server = `server {
      listen 127.0.0.1:${port} ssl http2; ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key};
      ${await readExample("nginx/streamforge_below_path.conf", options)}
    }`;
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((name) => `${name}_temp_path ${folder}/buffers/${name};`);
    await Deno.mkdir(`${folder}/buffers`);
    await Deno.writeTextFile(
      `${folder}/nginx.conf`,
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr warn; worker_rlimit_nofile 512;
      events { worker_connections 128; }
      http { access_log off; ${temporary.join(" ")} ${isBelowPath ? upstream + server : whole} }`,
    );
    return ["nginx", "-e", "stderr", "-c", `${folder}/nginx.conf`];
  };
}

function caddy(isBelowPath: boolean): Configure {
  return async (options) => {
    const site = await readExample(isBelowPath ? "caddy/below_path.Caddyfile" : "caddy/Caddyfile", options);
    return await caddyCommand(options.folder, site);
  };
}

async function caddyCommand(folder: string, site: string): Promise<string[]> {
  const own = "admin off\n auto_https disable_redirects\n default_bind 127.0.0.1\n servers {\n protocols h1 h2\n }";
  const file = `${folder}/Caddyfile`;
  await Deno.writeTextFile(file, `{\n${own}\n log {\n level ERROR\n }\n}\n${site}`);
  return ["caddy", "run", "--config", file, "--adapter", "caddyfile"];
}

/**
 * The example for several web servers. The servers here have no name that stands for all of them, and they take turns,
 * so that a test knows what comes to which: `X-Served-By` of an answer names it.
 */
const balancer: Configure = async ({ folder, port, upstream }) => {
  const example = await Deno.readTextFile(`${deploy}caddy/cluster.Caddyfile`);
  const site = example.replace(/^:8000 \{/m, `http://localhost:${port} {`)
    .replace(/dynamic a web 8000 \{[^}]*\}/, `to ${upstream}`)
    .replace("least_conn", "round_robin\n\t\theader_down X-Served-By {http.reverse_proxy.upstream.hostport}");
  return await caddyCommand(folder, site);
};

/** The proxies by their names; those below a path show the server at /video/. */
export const PROXIES = {
  nginx: nginx(false),
  "nginx below a path": nginx(true),
  Caddy: caddy(false),
  "Caddy below a path": caddy(true),
} satisfies Record<string, Configure>;
export type ProxyName = keyof typeof PROXIES;

/** A certificate for localhost that signs itself. */
async function makeCertificate(folder: string): Promise<Certificate> {
  const [certificate, key] = [`${folder}/certificate.pem`, `${folder}/key.pem`];
  const extensions = ["subjectAltName=DNS:localhost", "basicConstraints=critical,CA:FALSE"];
  const { success, stderr } = await new Deno.Command("openssl", {
    args: ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
      .concat(extensions.flatMap((extension) => ["-addext", extension]), ["-keyout", key, "-out", certificate]),
  }).output();
  if (!success) throw new Error(`openssl made no certificate: ${new TextDecoder().decode(stderr)}`);
  return { certificate, key };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** @param upstreamPort of the server behind it, on 127.0.0.1 */
export async function startProxy(name: ProxyName, upstreamPort: number): Promise<Proxy> {
  return await start(PROXIES[name], { upstream: `127.0.0.1:${upstreamPort}`, scheme: "https" });
}

/** @param upstreamPorts of the servers behind it, on 127.0.0.1 */
export async function startBalancer(upstreamPorts: number[]): Promise<Proxy> {
  return await start(balancer, {
    upstream: upstreamPorts.map((port) => `127.0.0.1:${port}`).join(" "),
    scheme: "http",
  });
}

async function start(
  configure: Configure,
  { upstream, scheme }: { upstream: string; scheme: "http" | "https" },
): Promise<Proxy> {
  const folder = await Deno.makeTempDir({ prefix: "streamforge_proxy_" });
  const tls = await makeCertificate(folder);
  const port = freePort();
  const [program, ...args] = await configure({ folder, port, upstream, tls });
  const child = new Deno.Command(program, {
    args,
    env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdout: "null",
    stderr: program === "caddy" ? "null" : "inherit", // it reports each client that leaves
  }).spawn();
  const client = Deno.createHttpClient({ caCerts: [await Deno.readTextFile(tls.certificate)] });
  let hasEnded = false;
  child.status.then(() => hasEnded = true);
  const stop = async () => {
    client.close();
    if (!hasEnded) child.kill("SIGTERM");
    await child.status;
    await Deno.remove(folder, { recursive: true });
  };
  const end = Date.now() + 20_000;
  while (!await Deno.connect({ hostname: "127.0.0.1", port }).then((conn) => (conn.close(), true), () => false)) {
    if (hasEnded || Date.now() > end) {
      await stop();
      throw new Error(`${program} does not listen on port ${port}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    origin: `${scheme}://localhost:${port}`,
    client,
    peakBytes: async () =>
      1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(await Deno.readTextFile(`/proc/${child.pid}/status`))![1]),
    bufferedBytes: () => bytesBelow(`${folder}/buffers`),
    stop,
  };
}

/** The size of all files below a folder; 0 if it does not exist. */
export async function bytesBelow(folder: string): Promise<number> {
  let sum = 0;
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      sum += isDirectory ? await bytesBelow(path) : await Deno.stat(path).then(({ size }) => size, () => 0);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // it was deleted while it was read
  }
  return sum;
}
