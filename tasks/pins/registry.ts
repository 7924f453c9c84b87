import { ask, bytesOf, hashOf, jsonOf, NoAnswerError } from "./sources.ts";

/** An image as a Dockerfile or a compose file names it. */
export interface ImageName {
  /** The host of the registry's API. */
  registry: string;
  /** With its namespace: `library/debian`. */
  repository: string;
  tag: string;
}

/** What a tag may lead to: the list of an image's platforms, or the image of one. */
const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Reads `debian:13-slim`, `versity/versitygw:v1.8.0` and `ghcr.io/owner/name:tag`. */
export function imageName(text: string): ImageName {
  const [, path, tag = "latest"] = /^(.+?)(?::([\w][\w.-]*))?$/.exec(text)!;
  const parts = path.split("/");
  const hasHost = parts.length > 1 && /[.:]|^localhost$/.test(parts[0]);
  if (hasHost) return { registry: parts[0], repository: parts.slice(1).join("/"), tag };
  return { registry: "registry-1.docker.io", repository: parts.length > 1 ? path : `library/${path}`, tag };
}

/**
 * Asks an OCI registry for the digest that a tag leads to: that of all platforms, where there are several.
 *
 * @param baseUrl asks there in place of the image's own registry
 * @throws {NoAnswerError} naming the address that does not answer, or does not have what it should
 */
export async function digestOfImage({ registry, repository, tag }: ImageName, baseUrl?: string): Promise<string> {
  const url = `${baseUrl ?? `https://${registry}`}/v2/${repository}/manifests/${tag}`;
  const headers: Record<string, string> = { accept: MANIFESTS };
  let response = await ask(url, { method: "HEAD", headers });
  if (response.status === 401) {
    const token = await tokenFor(response.headers.get("www-authenticate") ?? "", url, repository);
    headers.authorization = `Bearer ${token}`;
    response = await ask(url, { method: "HEAD", headers });
  }
  if (!response.ok) throw new NoAnswerError(`${url} answered ${response.status} ${response.statusText}`.trim());
  // registries need not send the header: then the digest is computed
  const digest = response.headers.get("docker-content-digest") ??
    `sha256:${hashOf("sha256", await bytesOf(await ask(url, { headers }), url))}`;
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new NoAnswerError(`${url} has the digest "${digest}", which is none`);
  }
  return digest;
}

/** Gets a token for reading, as the registry's challenge says: `Bearer realm="...",service="...",scope="..."`. */
async function tokenFor(challenge: string, url: string, repository: string): Promise<string> {
  const fields = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  if (!/^bearer /i.test(challenge) || !URL.canParse(fields.realm ?? "")) {
    throw new NoAnswerError(`${url} wants a sign-in other than a token's`);
  }
  const realm = new URL(fields.realm);
  if (fields.service) realm.searchParams.set("service", fields.service);
  realm.searchParams.set("scope", fields.scope ?? `repository:${repository}:pull`);
  const { token, access_token: accessToken } = Object(await jsonOf(await ask(realm.href), realm.origin));
  if (typeof (token ?? accessToken) !== "string") throw new NoAnswerError(`${realm.origin} gave no token`);
  return token ?? accessToken;
}
