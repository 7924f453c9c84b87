const MIGRATIONS = new URL("../../../../migrations/", import.meta.url);

/** Makes a folder with the migrations before the given one. */
export async function migrationsBefore(first: string): Promise<URL> {
  const folder = await Deno.makeTempDir();
  for await (const { name } of Deno.readDir(MIGRATIONS)) {
    if (name < first) await Deno.copyFile(new URL(name, MIGRATIONS), `${folder}/${name}`);
  }
  return new URL(`file://${folder}/`);
}
