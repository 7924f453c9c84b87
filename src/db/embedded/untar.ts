import { createTarDecoder, type ParsedTarEntry } from "modern-tar";

/**
 * Unpacks a gzipped tar file into the folder `into`: files, folders and symbolic links; other entries are skipped.
 *
 * @throws {Error} if an entry would be outside `into`, or the file is truncated
 */
export async function untar(file: string, into: string): Promise<void> {
  const { readable } = await Deno.open(file); // reading to the end, or cancelling, closes the file
  const tar: ReadableStream<Uint8Array> = readable.pipeThrough(new DecompressionStream("gzip"));
  const entries: ReadableStream<ParsedTarEntry> = tar.pipeThrough(createTarDecoder({ strict: true }));
  for await (const { header, body } of entries) {
    const { name, type, linkname = "" } = header;
    const names = name.split("/").filter((part) => part !== "" && part !== ".");
    if (names.includes("..") || linkname.startsWith("/") || linkname.split("/").includes("..")) {
      throw new Error(`${file} holds ${name}, which would be outside the folder`);
    }
    const path = [into, ...names].join("/");
    await Deno.mkdir(type === "directory" ? path : path.slice(0, path.lastIndexOf("/")), { recursive: true });
    if (type === "file") {
      await Deno.writeFile(path, body);
      continue;
    }
    await body.cancel();
    if (type === "symlink") await Deno.symlink(linkname, path);
  }
}
