import type { Weight } from "./weights.ts";

/** Writes float32 weights as a safetensors file, one at a time: they may be larger than memory. */
export async function writeSafetensors(
  path: string,
  weights: Weight[],
  metadata: Record<string, string>,
): Promise<void> {
  let offset = 0;
  const entries = weights.map(({ name, shape, data }) => {
    const offsets = [offset, offset += data.byteLength];
    return [name, { dtype: "F32", shape, data_offsets: offsets }];
  });
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  const write = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  };
  await write(new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer));
  await write(header);
  for (const { data } of weights) await write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
