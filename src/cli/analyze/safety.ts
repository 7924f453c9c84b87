import { analyzeText } from "../../../ml/text/analyze_text.ts";
import { findAdultFrames } from "../../../ml/vision/adult_frames.ts";
import type { SafetyJson } from "../../schemas/text_analyses.ts";
import type { AnalyzedFile } from "./analyzed_file.ts";

type Frames = Pick<SafetyJson, "frames" | "frames_looked_at">;

/** Finds sentences and pictures of a file that a person should look at. @returns null without either */
export async function safetyOf(file: AnalyzedFile): Promise<SafetyJson | null> {
  const { info, captions, openEmbed } = file;
  const { cues, language } = await captions();
  if (cues.length === 0 && !info.video) return null;
  const text = { cues, language: language ?? "und", durationSeconds: info.durationSeconds };
  const found = cues.length > 0
    ? await analyzeText("safety", text, { openEmbed })
    : { language: "und", unavailable: "there are no captions", flags: [] };
  return { ...found, ...await framesOf(file) };
}

async function framesOf({ path, info, mediaTools, openAdult }: AnalyzedFile): Promise<Frames> {
  const model = info.video && await openAdult();
  if (!info.video || !model) return { frames: [], frames_looked_at: null };
  const workDir = await Deno.makeTempDir({ prefix: "streamforge_safety_" });
  try {
    const { spans, lookedAt } = await findAdultFrames(
      mediaTools,
      { path, video: info.video },
      (picture) => model.look(picture),
      { durationSeconds: info.durationSeconds ?? 0, workDir },
    );
    return { frames: spans, frames_looked_at: lookedAt };
  } finally {
    await model.close();
    await Deno.remove(workDir, { recursive: true });
  }
}
