/**
 * Stand-ins for the base images of the Dockerfile, under the names that it uses, for machines that reach no image
 * registry: Debian by debootstrap from the mirror of this machine's apt, with Deno or Python put in.
 */
import { exists, podman, podmanOutput, podmanWithInput, STORE } from "./engine.ts";

/** Debian's releases by the number in an image's tag. */
const RELEASES: Record<string, string> = { "12": "bookworm", "13": "trixie" };
const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";

/** The base images that the Dockerfile names, by what they are. */
interface BaseNames {
  debian: string;
  deno: string;
  python: string;
  release: string;
}

export function readBaseNames(dockerfile: string): BaseNames {
  const name = (pattern: RegExp) => {
    const found = pattern.exec(dockerfile)?.[1];
    if (!found) throw new Error(`the Dockerfile has no line like ${pattern}`);
    return found;
  };
  const debian = name(/^FROM (debian:[^\s@]+)\S* AS cpu$/m);
  const release = RELEASES[/^debian:(\d+)/.exec(debian)?.[1] ?? ""];
  if (!release) throw new Error(`${debian} is none of the releases ${Object.keys(RELEASES).join(", ")}`);
  return { debian, release, deno: name(/^FROM (denoland\/deno:[^\s@]+)/m), python: name(/^FROM (python:[^\s@]+)/m) };
}

/** A Dockerfile that takes its base images by name alone: a stand-in has not the digest of the real one. */
export function withoutDigests(dockerfile: string): string {
  return dockerfile.replace(/^(FROM [^\s@]+)@sha256:\w+/gm, "$1");
}

/** Makes the base images that do not exist yet. @returns a sentence for each, for the log */
export async function makeBases(dockerfile: string): Promise<string[]> {
  const names = readBaseNames(dockerfile);
  const missing = async (name: string) => !(await podmanOutput("images", "-q", `localhost/${name}`));
  if (await missing(names.debian)) await importDebian(names);
  const folder = await Deno.makeTempDir();
  try {
    if (await exists(CERTIFICATES)) await Deno.copyFile(CERTIFICATES, `${folder}/ca-certificates.crt`);
    if (await missing(names.deno)) {
      await Deno.copyFile(Deno.execPath(), `${folder}/deno`);
      await derive(names.deno, names.debian, folder, "python3-pip", "COPY deno /usr/bin/deno");
    }
    if (await missing(names.python)) {
      await derive(names.python, names.debian, folder, "python3-pip python-is-python3", "");
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return [
    `${names.debian} is a stand-in: debootstrap --variant=minbase ${names.release}, with this machine's mirror`,
    `${names.deno} is a stand-in: the above, Deno ${Deno.version.deno} as ./sf gets it, python3-pip for the fallback ` +
    "of the compile task, and this machine's certificates",
    `${names.python} is a stand-in: the above with Debian's python3 and pip`,
  ];
}

async function importDebian({ debian, release }: BaseNames): Promise<void> {
  const folder = `${STORE}/${release}`;
  await Deno.mkdir(STORE, { recursive: true });
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  const sources = await aptSources();
  const mirror = sources.find(({ isSecurity }) => !isSecurity)?.uri;
  console.log(`debootstrap ${release}`);
  const { success, stdout } = await new Deno.Command("debootstrap", {
    args: ["--variant=minbase", "--include=ca-certificates", release, folder, ...(mirror ? [mirror] : [])],
    stdout: "piped",
  }).output();
  if (!success) throw new Error(`debootstrap failed: ${new TextDecoder().decode(stdout).slice(-2000)}`);
  const lines = sources.flatMap(({ uri, isSecurity }) =>
    (isSecurity ? [`${release}-security`] : [release, `${release}-updates`]).map((suite) => `deb ${uri} ${suite} main`)
  );
  if (lines.length > 0) await Deno.writeTextFile(`${folder}/etc/apt/sources.list`, `${lines.join("\n")}\n`);
  await slim(folder);
  const tar = new Deno.Command("tar", { args: ["-C", folder, "-c", "."], stdout: "piped" }).spawn();
  await podmanWithInput(tar.stdout, "import", "-", `localhost/${debian}`);
  await Deno.remove(folder, { recursive: true });
}

/** Debian's mirrors in the configuration of this machine's apt: the archive and its security updates. */
async function aptSources(): Promise<{ uri: string; isSecurity: boolean }[]> {
  const uris = new Set<string>();
  const paths = ["/etc/apt/sources.list"];
  for await (const { name } of Deno.readDir("/etc/apt/sources.list.d")) paths.push(`/etc/apt/sources.list.d/${name}`);
  for (const path of paths) {
    const text = await Deno.readTextFile(path).catch(() => "");
    for (const [, uri] of text.matchAll(/^(?:URIs:|deb(?: \[[^\]]*\])?)\s+(\S+\/debian(?:-security)?)\/?(?:\s|$)/gm)) {
      uris.add(uri);
    }
  }
  return [...uris].map((uri) => ({ uri, isSecurity: uri.endsWith("-security") }));
}

/** Removes what a slim image lacks. */
async function slim(folder: string): Promise<void> {
  const rules = ["doc", "man", "locale", "info"].map((name) => `path-exclude /usr/share/${name}/*`);
  await Deno.writeTextFile(`${folder}/etc/dpkg/dpkg.cfg.d/docker`, `${rules.join("\n")}\n`);
  const caches = ["usr/share/doc", "usr/share/man", "usr/share/locale", "var/cache/apt/archives", "var/lib/apt/lists"];
  for (const path of caches) {
    for await (const { name } of Deno.readDir(`${folder}/${path}`)) {
      if (name !== "lock" && name !== "partial") await Deno.remove(`${folder}/${path}/${name}`, { recursive: true });
    }
  }
}

/** Makes an image from the Debian one, with packages and this machine's certificates. */
async function derive(name: string, debian: string, folder: string, packages: string, more: string): Promise<void> {
  const hasCertificates = await exists(`${folder}/ca-certificates.crt`);
  const lines = [
    `FROM ${debian}`,
    `RUN apt-get update && apt-get install -y --no-install-recommends ${packages} && rm -rf /var/lib/apt/lists/*`,
    ...(hasCertificates ? [`COPY ca-certificates.crt ${CERTIFICATES}`] : []),
    // where a proxy with a certificate of its own stands between this machine and the package registries
    `ENV SSL_CERT_FILE=${CERTIFICATES} PIP_CERT=${CERTIFICATES} DENO_TLS_CA_STORE=system,mozilla`,
    "ENV PIP_BREAK_SYSTEM_PACKAGES=1 PIP_ROOT_USER_ACTION=ignore",
    more,
  ];
  await Deno.writeTextFile(`${folder}/Dockerfile`, `${lines.join("\n")}\n`);
  await build(folder, ["--tag", `localhost/${name}`]);
}

/** Builds an image without a registry, in a chroot, which needs no control groups. */
export async function build(context: string, options: string[]): Promise<void> {
  const isolation = ["--isolation=chroot", "--network=host", "--pull=never", "--format=docker", "--layers"];
  await podman("build", ...isolation, ...options, context);
}
