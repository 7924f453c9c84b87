/** A processor architecture, as npm packages name it. */
export type Architecture = "x64" | "arm64";

/** The architecture that this program was built for. */
export const ARCHITECTURE: Architecture = Deno.build.arch === "aarch64" ? "arm64" : "x64";
