/**
 * `./sf client`: writes the types of clients/typescript from the OpenAPI document, and builds what is published into its
 * `dist`: one module and its declarations.
 */
import { stop, transform } from "esbuild";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import { apiDocument } from "./openapi.ts";

const folder = new URL("../clients/typescript/", import.meta.url).pathname;
const HEAD = "// Made by ./sf client from /openapi.json. Do not edit.\n\n";

/** The declarations of all paths, operations and schemas. */
export async function clientTypes(): Promise<string> {
  // deno-lint-ignore no-explicit-any
  const ast = await openapiTS(apiDocument() as any, { alphabetize: true });
  return HEAD + astToString(ast);
}

/** Builds the published files into `out`. */
export async function buildClient(out: string): Promise<void> {
  const source = await Deno.readTextFile(`${folder}src/mod.ts`);
  await Deno.mkdir(out, { recursive: true });
  try {
    const { code } = await transform(source, { loader: "ts", format: "esm", target: "es2022" });
    await Deno.writeTextFile(`${out}/mod.js`, code);
  } finally {
    await stop(); // otherwise esbuild's service process keeps Deno running
  }
  const { outputText, diagnostics } = ts.transpileDeclaration(source, {
    compilerOptions: { isolatedDeclarations: true },
  });
  if (diagnostics?.length) throw new Error(ts.flattenDiagnosticMessageText(diagnostics[0].messageText, "\n"));
  await Deno.writeTextFile(`${out}/mod.d.ts`, outputText);
  await Deno.copyFile(`${folder}src/schema.d.ts`, `${out}/schema.d.ts`);
}

if (import.meta.main) {
  await Deno.writeTextFile(`${folder}src/schema.d.ts`, await clientTypes());
  await buildClient(`${folder}dist`);
}
