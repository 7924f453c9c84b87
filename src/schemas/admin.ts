import { z } from "zod";
import { captionLayoutFields } from "./caption_layout.ts";
import { choice, dateTime, described, id, language, wholeNumber } from "./fields.ts";
import { progressSchema, stageSchema } from "./job.ts";
import { vocabularySchema } from "./vocabulary.ts";

const bytes = (description: string, example: number) => described(z.number(), description, example);
const flag = (description: string, example: boolean) => described(z.boolean(), description, example);
const text = (description: string, example: string) => described(z.string(), description, example);

export const jobIdSchema = id("The job's id.");

export const adminJobSchema = z.object({
  id: id("Its id."),
  kind: text("Such as caption_video, transcode_renditions, deliver_webhook.", "caption_video"),
  state: choice(["queued", "running", "done", "dead", "cancelled"], "dead: it failed and is not tried again."),
  video_id: id("The video that it works on; null for others.").nullable(),
  video_title: text("The title of that video, or the file of the watch folder that it is about.", "A talk").nullable(),
  model: text("The model that it fetches or removes.", "small").nullable(),
  progress: progressSchema,
  stage: stageSchema,
  error: described(z.string().nullable(), "Why its last attempt failed.", "the disk is full"),
  attempt: described(z.int(), "How often it was begun.", 1),
  worker: text("The worker that runs it.", "host/4711/a1b2c3").nullable(),
  cancel_requested: flag("Whether a worker was asked to cancel it.", false),
  run_at: dateTime("When it may be begun."),
  created_at: dateTime("When it was queued."),
  started_at: dateTime("When it was last begun.").nullable(),
  finished_at: dateTime("When it ended.").nullable(),
}).meta({ id: "Job", description: "A job, for administrators." });

export type AdminJobJson = z.output<typeof adminJobSchema>;

export const jobListSchema = z.object({
  running: z.array(adminJobSchema).describe("Those that run."),
  queued: z.array(adminJobSchema).describe("Those that wait, the next first."),
  dead: z.array(adminJobSchema).describe("Those that failed for good, the newest first."),
  cancelled: z.array(adminJobSchema).describe("Those that were cancelled and can be tried again, the newest first."),
  counts: described(z.record(z.string(), z.number()), "How many there are by state.", {
    queued: 3,
    running: 1,
    dead: 0,
  }),
}).meta({ id: "JobList", description: "The jobs of the server." });

export type JobListJson = z.output<typeof jobListSchema>;

export const storageQuerySchema = z.object({
  measure: choice(["0", "1"], "1 lists every stored object, which takes long in a large storage.").optional(),
  limit: wholeNumber(1, 1000, { description: "Videos; 100 if absent.", example: 100 }).optional(),
});

const videoBytesSchema = z.object({
  id: id("The video's id."),
  title: text("Its title.", "A talk"),
  owner: text("Whose it is.", "owner"),
  source_bytes: bytes("The uploaded file.", 152_043_008),
  rendition_bytes: bytes("All sizes that can be played.", 88_000_000),
  caption_bytes: bytes("Caption files; null if not measured.", 12_000).nullable(),
  other_bytes: bytes("Pictures and audio reports; null if not measured.", 90_000).nullable(),
  total_bytes: bytes("Their sum.", 240_145_008),
});

export const storageUseSchema = z.object({
  place: text("Where objects are stored.", "host:/srv/streamforge/media"),
  measured: flag("Whether the objects were listed; else the database was asked, which knows sources and MP4s.", false),
  video_count: described(z.int(), "Videos in all.", 12),
  total_bytes: bytes("Of all videos.", 1_240_145_008),
  unassigned_bytes: bytes("Of objects of no video; null if not measured.", 0).nullable(),
  videos: z.array(videoBytesSchema).describe("The largest first."),
}).meta({ id: "StorageUse", description: "The storage in use, by video." });

export type StorageUseJson = z.output<typeof storageUseSchema>;

export const modelNameSchema = text("A model of the catalog, or one that a worker has.", "small");

const modelJobSchema = z.object({
  id: id("The job's id."),
  kind: text("fetch_model or remove_model.", "fetch_model"),
  host: text("The machine that it is for.", "host"),
  state: choice(["queued", "running", "dead"], "dead: it failed."),
  progress: progressSchema,
  stage: stageSchema,
  error: described(z.string().nullable(), "Why it failed.", "the hub can't be reached"),
});

export const modelListSchema = z.object({
  default: text("The model of jobs that name none.", "base"),
  default_from: choice(
    ["environment", "settings", "built-in"],
    "environment: WHISPER_MODEL of this server, which goes before the choice here.",
  ),
  hosts: described(z.array(z.string()), "The machines with a running worker.", ["host"]),
  models: z.array(z.object({
    name: modelNameSchema,
    bytes: bytes("Of the download; null for one that is not in the catalog.", 486_000_000).nullable(),
    hosts: described(z.array(z.string()), "The machines that have it.", ["host"]),
    is_default: flag("Whether it is the model of jobs that name none.", false),
    jobs: z.array(modelJobSchema).describe("Downloads and removals that wait, run or failed lately."),
  })).describe("The catalog from the smallest to the largest, then others."),
}).meta({ id: "ModelList", description: "Models and where they are." });

export type ModelListJson = z.output<typeof modelListSchema>;

export const queuedJobsSchema = z.object({
  hosts: described(z.array(z.string()), "The machines that do it.", ["host"]),
}).meta({ id: "ModelRequest", description: "What was queued." });

/** What an administrator may change; absent fields stay. */
export const defaultsPatchSchema = z.strictObject({
  model: text("A name of the catalog; null for the built-in default.", "small").nullable().optional(),
  language: language("The spoken language; null or `auto` to detect it.").optional(),
  vocabulary: vocabularySchema.optional(),
  max_line_chars: captionLayoutFields.max_line_chars,
  max_lines: captionLayoutFields.max_lines,
  max_cue_seconds: captionLayoutFields.max_cue_seconds,
}).meta({ id: "DefaultsPatch", description: "What is to change; an empty layout field takes the language's default." });

export const defaultsSchema = z.object({
  model: text("The model that was chosen here; null: none.", "small").nullable(),
  language: text("The language of new videos; null: detect it.", "en").nullable(),
  vocabulary: text("Words and names to be expected.", "Ada Lovelace").nullable(),
  max_line_chars: described(z.number(), "Characters of a line; null: as the language asks for.", 42).nullable(),
  max_lines: described(z.number(), "Lines of a cue.", 2).nullable(),
  max_cue_seconds: described(z.number(), "The longest cue, in seconds.", 7).nullable(),
}).meta({ id: "Defaults", description: "What new videos get whose upload names nothing else." });

export type DefaultsJson = z.output<typeof defaultsSchema>;

export const settingListSchema = z.object({
  settings: z.array(z.object({
    name: text("The environment variable.", "LOG_LEVEL"),
    value: described(z.string().nullable(), "What is in force; null if it is secret or empty.", "info"),
    is_set: flag("Whether the environment sets it.", true),
    is_secret: flag("Whether its value is not shown.", false),
    meaning: text("What it does, in Markdown.", "the least serious messages that are logged"),
  })).describe("In the order of the documentation."),
}).meta({ id: "SettingList", description: "The configuration in force, without secrets." });

export type SettingListJson = z.output<typeof settingListSchema>;

export const systemSchema = z.object({
  version: text("Of StreamForge.", "0.1.0"),
  deno: text("Of the server.", "2.9.6"),
  postgres: text("Of the database.", "18.4"),
  storage: text("Where objects are stored.", "host:/srv/streamforge/media"),
  workers: z.array(z.object({
    id: text("Machine, process and more.", "host/4711/a1b2c3"),
    version: text("Of StreamForge.", "0.1.0"),
    model: text("The model of jobs that name none.", "base"),
    has_fixed_model: flag("Whether its WHISPER_MODEL is set.", false),
    device: described(z.enum(["cpu", "cuda"]).nullable(), "null until a model was loaded.", "cpu"),
    fallback_reason: described(z.string().nullable(), "Why it is not CUDA.", "no CUDA device"),
    speed: z.object({
      model: text("The model that was measured.", "base"),
      device: described(z.enum(["cpu", "cuda"]), "What it ran on.", "cpu"),
      times_real_time: described(z.number(), "Seconds of sound for each second of computing.", 12.4),
      measured_at: dateTime("When."),
    }).nullable().describe("How fast its machine writes captions with the model; null until it was measured."),
    models: described(z.array(z.string()), "The models on its machine.", ["base"]),
    facts: described(z.record(z.string(), z.string()), "Versions and sandbox, by name.", { ffmpeg: "7.1" }),
    seen_at: dateTime("Its last sign of life."),
  })).describe("Those that run."),
}).meta({ id: "System", description: "Versions, devices and sandboxes." });

export type SystemJson = z.output<typeof systemSchema>;

export const ownerSessionIdSchema = id("A session of the owner.");

const ownerSessionSchema = z.object({
  id: id("The session's id."),
  address: described(z.string().nullable(), "The address that it began from.", "203.0.113.5"),
  user_agent: described(z.string().nullable(), "What the browser calls itself.", "Mozilla/5.0"),
  created_at: dateTime("When the owner signed in."),
  seen_at: dateTime("When it was used last, to the minute."),
  is_current: described(z.boolean(), "Whether it is the session that asks.", true),
}).meta({ id: "OwnerSession", description: "A browser in which the owner is signed in." });
export type OwnerSessionJson = z.output<typeof ownerSessionSchema>;

export const ownerSessionListSchema = z.object({
  sessions: z.array(ownerSessionSchema).describe("The one used last first."),
});
