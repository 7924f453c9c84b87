/** The compose files by a compose implementation and the schema, the systemd unit by systemd, and all their settings. */
import assert from "node:assert/strict";
import { SETTINGS } from "../../src/core/settings/settings.ts";
import { withFolder } from "../temporary_folder.ts";

const root = new URL("../../", import.meta.url).pathname;
const deploy = `${root}deploy/`;

interface Service {
  image: string;
  restart?: string;
  read_only?: boolean;
  environment?: Record<string, string>;
  env_file?: string;
  ports?: string[];
  deploy?: { replicas?: number; resources?: { reservations: { devices: { capabilities: string[] }[] } } };
  healthcheck?: { test?: string[]; disable?: boolean };
  [more: string]: unknown;
}

interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  networks: { default: { ipam: { config: { subnet: string; gateway?: string }[] } } };
}

async function run(command: string, args: string[], options: Deno.CommandOptions = {}): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, ...options }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert.ok(success, `${command} ${args.join(" ")}: ${out}${err}`);
  return out;
}

const python = { PYTHONPATH: (await run("sh", [`${root}tests/install_compose.sh`])).trim() };

/** Validates a compose file by the compose schema, and gives its YAML as JSON. */
const VALIDATE = `
import json, jsonschema, os, sys, yaml
schema = json.load(open(os.environ["PYTHONPATH"] + "/compose_spec.json"))
content = yaml.safe_load(sys.argv[1])
jsonschema.validate({k: v for k, v in content.items() if k != "name"}, schema)
print(json.dumps(content))
`;

/** The merged configuration of compose files, as podman-compose reads them, checked by the schema. */
async function configOf(files: string[], env: Record<string, string> = {}): Promise<Compose> {
  const folder = await Deno.makeTempDir({ prefix: "streamforge_deploy_" });
  try {
    await run("cp", ["-r", deploy, `${folder}/deploy`]);
    await run("cp", [`${deploy}streamforge.env.example`, `${folder}/deploy/streamforge.env`]);
    const podman = `${folder}/podman`; // only asked for its version
    await Deno.writeTextFile(podman, "#!/bin/sh\necho podman version 5.4.2\n", { mode: 0o755 });
    const names = files.flatMap((file) => ["-f", `${folder}/deploy/${file}`]);
    const args = ["-m", "podman_compose", "--podman-path", podman, ...names, "config"];
    const merged = await run("python3", args, { env: { ...python, ...env }, cwd: folder });
    return JSON.parse(await run("python3", ["-c", VALIDATE, merged], { env: python }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const SECRETS = { POSTGRES_PASSWORD: "p", OWNER_TOKEN: "t", S3_ACCESS_KEY_ID: "a", S3_SECRET_ACCESS_KEY: "s" };
const VALUES = { ...SECRETS, TRUSTED_PROXIES: "172.30.78.10" };
const settings = new Set(Object.values(SETTINGS).map(({ name }) => name));

/** The variables of an environment file, commented ones too. */
function variablesIn(text: string): string[] {
  return [...text.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
}

function assertHardened(name: string, service: Service): void {
  assert.equal(service.read_only, true, name);
  assert.equal(service.restart, "unless-stopped", name);
  assert.deepEqual(service.cap_drop, ["ALL"], name);
  assert.deepEqual(service.security_opt, ["no-new-privileges:true"], name);
  assert.ok(service.healthcheck, name);
}

Deno.test("compose.yaml is one hardened service on one volume, and compose.gpu.yaml gives it the GPUs", async () => {
  const { services, volumes } = await configOf(["compose.yaml"]);
  assert.deepEqual([Object.keys(services), Object.keys(volumes)], [["streamforge"], ["data"]]);
  assertHardened("streamforge", services.streamforge);
  assert.deepEqual(services.streamforge.ports, ["127.0.0.1:8000:8000"]);
  const { streamforge } = (await configOf(["compose.yaml", "compose.gpu.yaml"])).services;
  assertHardened("with a GPU", streamforge);
  assert.equal(streamforge.image, "streamforge:cuda");
  assert.deepEqual(streamforge.deploy!.resources!.reservations.devices[0].capabilities, ["gpu", "video"]);
});

Deno.test("compose.cluster.yaml has two web servers, two workers, a database and a store, and needs its secrets", async () => {
  const { services } = await configOf(["compose.cluster.yaml"], VALUES);
  assert.deepEqual(Object.keys(services).sort(), ["bucket", "postgres", "proxy", "s3", "web", "worker"]);
  for (const name of ["web", "worker"]) {
    assertHardened(name, services[name]);
    assert.equal(services[name].deploy!.replicas, 2);
    assert.equal(services[name].environment!.DATABASE_URL, "postgres://streamforge:p@postgres/streamforge");
  }
  assert.equal(services.web.environment!.SERVE_WORKER, "0");
  assert.deepEqual(services.worker.command, ["work"]);
  await assert.rejects(configOf(["compose.cluster.yaml"], { ...VALUES, POSTGRES_PASSWORD: "" }), /set it in cluster/);
});

Deno.test("every variable that deploy/ sets for StreamForge is a setting, and every secret is asked for", async () => {
  const { services } = await configOf(["compose.cluster.yaml"], VALUES);
  const set: string[] = [];
  for (const { image, environment = {} } of Object.values(services)) {
    if (image.startsWith("streamforge")) set.push(...Object.keys(environment));
  }
  set.push(...variablesIn(await Deno.readTextFile(`${deploy}streamforge.env.example`)));
  const unit = await Deno.readTextFile(`${deploy}systemd/streamforge.service`);
  for (const [, line] of unit.matchAll(/^Environment=(.*)$/gm)) {
    set.push(...line.split(" ").map((one) => one.split("=")[0]));
  }
  const dockerfile = await Deno.readTextFile(`${root}Dockerfile`);
  for (const [, line] of dockerfile.matchAll(/^ENV (.*)$/gm)) {
    set.push(...line.split(" ").map((one) => one.split("=")[0]));
  }
  assert.ok(set.length > 15, set.join());
  assert.deepEqual(set.filter((name) => !settings.has(name) && !/^(HOME|NVIDIA_.*)$/.test(name)), []);
  const secrets = variablesIn(await Deno.readTextFile(`${deploy}cluster.env.example`));
  assert.deepEqual(secrets.sort(), Object.keys(VALUES).sort());
});

Deno.test("TRUSTED_PROXIES is in the environment files, and is the proxy's own address", async () => {
  const valueIn = async (file: string) => /^TRUSTED_PROXIES=(.*)$/m.exec(await Deno.readTextFile(deploy + file))![1];
  const one = await configOf(["compose.yaml"]);
  assert.equal(one.services.streamforge.environment?.TRUSTED_PROXIES, undefined, "it would hide the file's");
  assert.equal(await valueIn("streamforge.env.example"), `loopback,${one.networks.default.ipam.config[0].gateway}`);
  const { proxy, web } = (await configOf(["compose.cluster.yaml"], VALUES)).services;
  const { default: { ipv4_address } } = proxy.networks as { default: { ipv4_address: string } };
  assert.equal(await valueIn("cluster.env.example"), ipv4_address);
  assert.equal(web.environment!.TRUSTED_PROXIES, VALUES.TRUSTED_PROXIES);
});

Deno.test("systemd takes the unit, and finds it little exposed", async () => {
  await withFolder(async (folder) => {
    const unit = (await Deno.readTextFile(`${deploy}systemd/streamforge.service`))
      .replace("/usr/local/bin/streamforge", Deno.execPath()); // verify asks for a program that exists
    await Deno.writeTextFile(`${folder}/streamforge.service`, unit);
    const { success, stderr } = await new Deno.Command("systemd-analyze", {
      args: ["verify", "--man=no", `${folder}/streamforge.service`],
    }).output();
    assert.deepEqual([success, new TextDecoder().decode(stderr)], [true, ""]);
    const exposure = await run("systemd-analyze", [
      ...["security", "--offline=true", "--no-pager", `${folder}/streamforge.service`],
    ]);
    const level = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(exposure)![1]);
    assert.ok(level <= 3, exposure);
  });
});
