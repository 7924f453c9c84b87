/** `./sf pin` against a server that answers as the Hugging Face hub and as an OCI registry do. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { CATALOG, type CatalogModel } from "../../ml/models/catalog.ts";
import { readBaseNames, withoutDigests } from "../../tasks/image/bases.ts";
import { pin } from "../../tasks/pin.ts";
import { imageName } from "../../tasks/pins/registry.ts";
import { withFolder } from "../temporary_folder.ts";

const root = new URL("../../", import.meta.url).pathname;
const hash = (algorithm: string, text: string) => createHash(algorithm).update(text).digest("hex");
const COMMIT = "c".repeat(40);
const DIGEST = /^sha256:[0-9a-f]{64}$/;

interface Sources extends AsyncDisposable {
  url: string;
  requests: string[];
}

/** The content of a small file of a model; model.bin is a large one, of which the hub knows the hash. */
const contentOf = (repository: string, name: string) => `${name} of ${repository}`;
const lfsOf = (repository: string) => ({ oid: hash("sha256", repository), size: 75_000_000, pointerSize: 133 });
/** The answer of the registry for all tags of an image. */
const manifestOf = (repository: string) => JSON.stringify({ schemaVersion: 2, manifests: [], annotations: repository });

/** @param answer may answer in place of the hub and the registry */
function startSources(answer: (request: Request, path: string) => Response | null = () => null): Sources {
  const requests: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname: path, searchParams, origin } = new URL(request.url);
    requests.push(`${request.method} ${path}`);
    return answer(request, path) ?? hub(path, searchParams, origin) ?? registry(request, path, searchParams, origin) ??
      new Response("not found", { status: 404 });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function hub(path: string, query: URLSearchParams, origin: string): Response | null {
  const [, repository, rest] = /^\/api\/models\/([\w.-]+\/[\w.-]+)\/(.*)$/.exec(path) ?? [];
  if (rest === "revision/main") return Response.json({ id: repository, sha: COMMIT, siblings: [] });
  if (rest === `tree/${COMMIT}`) {
    const small = ["config.json", "tokenizer.json", "preprocessor_config.json", "README.md"].map((name) => {
      const text = contentOf(repository, name);
      return { type: "file", path: name, size: text.length, oid: hash("sha1", `blob ${text.length}\0${text}`) };
    });
    const large = { type: "file", path: "model.bin", size: 75_000_000, oid: "0".repeat(40), lfs: lfsOf(repository) };
    const folder = { type: "directory", path: "more", size: 0, oid: "1".repeat(40) };
    if (query.has("cursor")) return Response.json([large]);
    const next = `<${origin}${path}?cursor=next>; rel="next"`;
    return Response.json([folder, ...small], { headers: { link: next } });
  }
  const [, of, name] = new RegExp(`^/(.+)/resolve/${COMMIT}/(.+)$`).exec(path) ?? [];
  if (of) return Response.redirect(`${origin}/files/${of}/${name}`);
  const [, from, file] = /^\/files\/([^/]+\/[^/]+)\/(.+)$/.exec(path) ?? [];
  return from ? new Response(contentOf(from, file)) : null;
}

function registry(request: Request, path: string, query: URLSearchParams, origin: string): Response | null {
  if (path === "/token") {
    assert.equal(query.get("service"), "registry.test");
    return Response.json({ token: `for ${query.get("scope")}`.replaceAll(" ", "_"), expires_in: 300 });
  }
  const [, repository] = /^\/v2\/(.+)\/manifests\/[\w.-]+$/.exec(path) ?? [];
  if (!repository) return null;
  const scope = `repository:${repository}:pull`;
  if (request.headers.get("authorization") !== `Bearer for_${scope}`) {
    const challenge = `Bearer realm="${origin}/token",service="registry.test",scope="${scope}"`;
    return new Response(null, { status: 401, headers: { "www-authenticate": challenge } });
  }
  assert.match(request.headers.get("accept")!, /application\/vnd\.oci\.image\.index\.v1\+json/);
  const body = manifestOf(repository);
  // a registry may leave the header out
  const isBare = repository === "library/caddy";
  const headers = { ...(!isBare && { "docker-content-digest": `sha256:${hash("sha256", body)}` }) };
  return new Response(request.method === "HEAD" ? null : body, { headers });
}

/** A copy of what the task reads and writes. */
async function withSources(use: (root: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/ml/models`, { recursive: true });
    await Deno.mkdir(`${folder}/deploy`);
    const composes = [...Deno.readDirSync(`${root}deploy`)].filter(({ isFile }) => isFile).map(({ name }) => name);
    for (const path of ["ml/models/pins.json", "Dockerfile", ...composes.map((name) => `deploy/${name}`)]) {
      await Deno.copyFile(root + path, `${folder}/${path}`);
    }
    await use(`${folder}/`);
  });
}

async function run(folder: string, { url }: Sources, isCheck = false, catalog?: CatalogModel[]) {
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  const code = await pin({ root: folder, hubUrl: url, registryUrl: url, isCheck, catalog, print });
  return { code, text: lines.join("\n") };
}

/** The catalog without the models whose wheels carry what is pinned: the test's hub has other files. */
const free = CATALOG.filter(({ wheels }) => wheels.length === 0);
const read = (folder: string, file: string) => Deno.readTextFile(folder + file);

Deno.test("pin writes commits, hashes and digests, and finds nothing to do the second time", async () => {
  await using sources = startSources();
  await withSources(async (folder) => {
    const before = JSON.parse(await read(folder, "ml/models/pins.json"));
    const checked = await run(folder, sources, true, free);
    assert.equal(checked.code, 1);
    assert.match(checked.text, /^differs {2}model tiny: Systran\/faster-whisper-tiny at c{40}$/m);
    assert.deepEqual(JSON.parse(await read(folder, "ml/models/pins.json")), before, "a check writes nothing");
    assert.equal(await read(folder, "Dockerfile"), await read(root, "Dockerfile"));

    const first = await run(folder, sources, false, free);
    assert.equal(first.code, 0, first.text);
    assert.match(first.text, /^pinned {2}deploy\/compose\.cluster\.yaml: postgres:18 at sha256:/m);
    const pins = JSON.parse(await read(folder, "ml/models/pins.json"));
    for (const { name, repository, files } of free) {
      assert.equal(pins[name].revision, COMMIT);
      assert.deepEqual(pins[name].files.map(({ name }: { name: string }) => name), files.map(({ name }) => name));
      const [large, small] = pins[name].files;
      assert.deepEqual(large, { name: "model.bin", fileBytes: 75_000_000, sha256: lfsOf(repository!).oid });
      assert.equal(small.sha256, hash("sha256", contentOf(repository!, "config.json")));
      assert.equal(small.fileBytes, contentOf(repository!, "config.json").length);
    }
    const dockerfile = await read(folder, "Dockerfile");
    const froms = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, name]) => name);
    const pinned = froms.filter((name) => !name.includes("$"));
    assert.ok(pinned.length >= 5 && froms.length > pinned.length);
    for (const name of pinned) assert.match(name.split("@")[1] ?? name, DIGEST);
    assert.ok(pinned.includes(`debian:13-slim@sha256:${hash("sha256", manifestOf("library/debian"))}`));
    const cluster = await read(folder, "deploy/compose.cluster.yaml");
    const images = [...cluster.matchAll(/^ +image: (\S+)$/gm)].map(([, name]) => name);
    assert.equal(images.filter((name) => name.startsWith("postgres:18@sha256:")).length, 2);
    // without the header the digest is computed
    assert.ok(images.includes(`caddy:2@sha256:${hash("sha256", manifestOf("library/caddy"))}`));
    assert.ok(images.includes("streamforge"), "what is built here has none");

    for (const isCheck of [true, false]) {
      assert.deepEqual(await run(folder, sources, isCheck, free), {
        code: 0,
        text: "nothing differs in what answered",
      });
    }
    // the image can still be built on stand-ins, which have no such digest
    assert.deepEqual(readBaseNames(dockerfile), readBaseNames(await read(root, "Dockerfile")));
    assert.equal(withoutDigests(dockerfile), withoutDigests(await read(root, "Dockerfile")));
  });
});

Deno.test("what does not answer, or wrongly, is named and keeps what it had; the rest is pinned", async () => {
  const wrong: Record<string, () => Response> = {
    "/api/models/Systran/faster-whisper-tiny/revision/main": () => new Response(null, { status: 503 }),
    "/api/models/Systran/faster-whisper-small/revision/main": () => Response.json({ sha: "../../evil" }),
    "/files/Systran/faster-whisper-medium/config.json": () => new Response("another file of the hub"),
    [`/api/models/Systran/faster-whisper-large-v2/tree/${COMMIT}`]: () => Response.json([]),
    "/files/Systran/faster-whisper-large-v3/config.json": () => Response.redirect("http://192.0.2.1/config.json"),
    "/v2/library/debian/manifests/13-slim": () => new Response(null, { status: 404 }),
    "/v2/library/postgres/manifests/18": () =>
      new Response(null, { status: 401, headers: { "www-authenticate": 'Bearer realm="http://192.0.2.1/token"' } }),
    "/v2/denoland/deno/manifests/debian-2.9.6": () =>
      new Response(null, { headers: { "docker-content-digest": "sha256:short FROM evil" } }),
  };
  await using sources = startSources((_request, path) => wrong[path]?.() ?? null);
  await withSources(async (folder) => {
    const { code, text } = await run(folder, sources, false, free);
    assert.equal(code, 1);
    const left = text.slice(text.indexOf("left as they were, 8:"));
    for (
      const line of [
        /^ {2}model tiny: http:\S+ answered 503/m,
        /^ {2}model small: http:\S+ names no commit/m,
        /^ {2}model medium: \S+config\.json is not the file that the hub lists/m,
        /^ {2}model large-v2: Systran\/faster-whisper-large-v2 has no model\.bin at c{40}/m,
        /^ {2}model large-v3: http:\/\/192\.0\.2\.1\/config\.json is not https/m,
        /^ {2}Dockerfile: debian:13-slim: http:\S+ answered 404/m,
        /^ {2}deploy\/compose\.cluster\.yaml: postgres:18: http:\/\/192\.0\.2\.1\/token\S* is not https/m,
        /^ {2}Dockerfile: denoland\/deno:debian-2\.9\.6: \S+ has the digest "sha256:short FROM evil", which is none/m,
      ]
    ) assert.match(left, line);
    const pins = JSON.parse(await read(folder, "ml/models/pins.json"));
    for (const name of ["tiny", "small", "medium", "large-v2", "large-v3"]) assert.equal(pins[name], undefined, name);
    assert.equal(pins["base.en"].revision, COMMIT);
    assert.match(await read(folder, "Dockerfile"), /^FROM debian:13-slim AS cpu$/m);
    assert.match(await read(folder, "Dockerfile"), /^FROM python:3\.12-slim@sha256:/m);
  });
  // nobody answers
  const gone = { url: sources.url, requests: [] } as unknown as Sources;
  await sources[Symbol.asyncDispose]();
  await withSources(async (folder) => {
    const { code, text } = await run(folder, gone);
    assert.equal(code, 1);
    for (const { name } of CATALOG) assert.ok(text.includes(`  model ${name}: `), name);
    for (const file of ["ml/models/pins.json", "Dockerfile", "deploy/compose.cluster.yaml"]) {
      assert.equal(await read(folder, file), await read(root, file));
    }
  });
});

Deno.test("a pinned model whose files changed is pinned anew, but not one that has wheels", async () => {
  await using sources = startSources();
  await withSources(async (folder) => {
    const tiny = free.find(({ name }) => name === "tiny")!;
    const withWheels = CATALOG.filter(({ wheels }) => wheels.length > 0);
    assert.ok(withWheels.length > 0);
    const before = JSON.parse(await read(folder, "ml/models/pins.json"));
    await Deno.writeTextFile(
      `${folder}ml/models/pins.json`,
      JSON.stringify({ ...before, tiny: { revision: "d".repeat(40), files: before.base.files } }),
    );
    const { code, text } = await run(folder, sources, false, [tiny, ...withWheels]);
    assert.equal(code, 1);
    assert.match(text, /^pinned {2}model tiny: \S+ at c{40}, was d{40}$/m);
    const after = JSON.parse(await read(folder, "ml/models/pins.json"));
    assert.equal(after.tiny.revision, COMMIT);
    for (const { name } of withWheels) {
      assert.match(
        text,
        new RegExp(`^ {2}model ${name}: the hub has other files at c{40} than its Python wheels$`, "m"),
      );
      assert.deepEqual(after[name], before[name]);
    }
  });
});

Deno.test("the names of images lead to their registries", () => {
  const of = (text: string) => Object.values(imageName(text)).join(" ");
  assert.equal(of("debian:13-slim"), "registry-1.docker.io library/debian 13-slim");
  assert.equal(of("versity/versitygw:v1.8.0"), "registry-1.docker.io versity/versitygw v1.8.0");
  assert.equal(of("ghcr.io/owner/name:1"), "ghcr.io owner/name 1");
  assert.equal(of("localhost:5000/name"), "localhost:5000 name latest");
});

Deno.test("./sf pin --check asks for the real files, and changes none", async () => {
  await using sources = startSources();
  const before = await Promise.all(["ml/models/pins.json", "Dockerfile"].map((file) => read(root, file)));
  const task = (...args: string[]) =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--quiet", `${root}tasks/pin.ts`, ...args],
    }).output();
  const { code, stdout } = await task("--check", "--hub", sources.url, "--registry", sources.url);
  const text = new TextDecoder().decode(stdout);
  assert.equal(code, 1);
  assert.match(text, /model base: the hub has other files at c{40} than its Python wheels/);
  assert.deepEqual(await Promise.all(["ml/models/pins.json", "Dockerfile"].map((file) => read(root, file))), before);
  const { code: refused, stderr } = await task("--hub", "http://192.0.2.1");
  assert.equal(refused, 2);
  assert.match(new TextDecoder().decode(stderr), /^HF_ENDPOINT leads to 192\.0\.2\.1 over plain http/);
});
