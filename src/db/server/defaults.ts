import type { Config } from "../../core/settings/config.ts";
import type { Query } from "../pool/client.ts";
import type { StoredLayout } from "../videos/video_rows.ts";

/** What an administrator set for new videos whose upload names nothing else. */
export interface ServerDefaults {
  /** null: the built-in default. */
  model: string | null;
  /** null: detect it. */
  language: string | null;
  /** Words and names to be expected. */
  vocabulary: string | null;
  captionLayout: StoredLayout;
}

export async function readDefaults(sql: Query): Promise<ServerDefaults> {
  const [row] = await sql<ServerDefaults[]>`
    select model, language, vocabulary, caption_layout from streamforge.server_defaults`;
  return row;
}

/** Changes the defaults; absent fields stay. */
export async function updateDefaults(sql: Query, changes: Partial<ServerDefaults>): Promise<ServerDefaults> {
  const { model, language, vocabulary, captionLayout } = changes;
  const [row] = await sql<ServerDefaults[]>`
    update streamforge.server_defaults set updated_at = now()
      ${model === undefined ? sql`` : sql`, model = ${model}`}
      ${language === undefined ? sql`` : sql`, language = ${language}`}
      ${vocabulary === undefined ? sql`` : sql`, vocabulary = ${vocabulary}`}
      ${captionLayout === undefined ? sql`` : sql`, caption_layout = ${sql.json(captionLayout)}`}
    returning model, language, vocabulary, caption_layout`;
  return row;
}

/** The settings that decide about the model of jobs that name none. */
export type ModelSettings = Pick<Config, "whisperModel"> & Partial<Pick<Config, "setNames">>;

/** Whether the environment of this process sets the model: it goes before what an administrator set in the pages. */
export function hasFixedModel({ setNames = [] }: ModelSettings): boolean {
  return setNames.includes("WHISPER_MODEL");
}

/** The model of jobs that name none: WHISPER_MODEL, else the one set in the pages, else the built-in default. */
export async function defaultModel(sql: Query, settings: ModelSettings): Promise<string> {
  if (hasFixedModel(settings)) return settings.whisperModel;
  return (await readDefaults(sql)).model ?? settings.whisperModel;
}
