import { z } from "zod";
import { dateTime, described } from "./fields.ts";

const count = (description: string) =>
  described(z.int().nullable(), `${description} null while the database is away.`, 0);

const sandboxSchema = z.object({
  name: described(z.string(), "bubblewrap, setpriv or none.", "bubblewrap"),
  missing: described(z.string().nullable(), "Why it is not bubblewrap.", "bwrap is not installed"),
}).meta({ id: "Sandbox", description: "What ffmpeg runs in. Limits hold in each." });
export type SandboxJson = z.output<typeof sandboxSchema>;

const workerSchema = z.object({
  version: described(z.string(), "Of the program.", "0.1.0"),
  model: described(z.string(), "The model that it takes where a request names none.", "base"),
  models: described(z.array(z.string()), "Those whose weights it has.", ["base", "tiny.en"]),
  device: described(z.string().nullable(), "cpu or cuda; null until a model is loaded.", "cpu"),
  cuda_fallback_reason: described(z.string().nullable(), "Why CUDA is not used.", "no NVIDIA driver was found"),
  sandbox: sandboxSchema.nullable().describe("null where it could not be found out."),
  seen_at: dateTime("When it last reported."),
}).meta({ id: "Worker", description: "A process that runs jobs." });

export const healthSchema = z.object({
  status: z.literal("ok"),
  version: described(z.string(), "Of the program.", "0.1.0"),
  uptime_seconds: described(z.int(), "Since the server started.", 3600),
  database: described(z.enum(["ok", "unreachable"]), "Whether the database answers.", "ok"),
  jobs: z.object({
    queued: count("Jobs that wait."),
    running: count("Jobs that run."),
    dead: count("Jobs that failed for good."),
  }),
  sandbox: sandboxSchema,
  workers: z.array(workerSchema).nullable().describe("null while the database is away."),
}).meta({ id: "Health", description: "The server runs; what it knows of the rest." });

export const readySchema = z.object({ status: z.literal("ready") })
  .meta({ id: "Ready", description: "The server can take work." });

/** The user of a session. */
export const sessionSchema = z.object({
  user: described(z.string(), "The id of what this user uploads.", "owner"),
  name: described(z.string(), "The name to show.", "owner"),
  is_administrator: described(z.boolean(), "Whether this user may change everything.", true),
}).meta({ id: "Session", description: "Who is signed in." });

/** Tokens of a session of Supabase, whose values errors must not show. */
export const supabaseSessionSchema = z.strictObject({
  access_token: described(z.string().min(1), "Of supabase-js's session.", "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl"),
  refresh_token: described(z.string().min(1), "Of supabase-js's session.", "v1-refresh"),
}).meta({ id: "SupabaseSession", description: "The tokens of a user who has signed in with supabase-js." });

export const oembedSchema = z.object({
  version: z.literal("1.0"),
  type: z.literal("video"),
  title: described(z.string(), "The video's title.", "A talk"),
  provider_name: z.literal("StreamForge"),
  provider_url: described(z.string(), "This server.", "https://video.example.com/"),
  width: described(z.int(), "Pixels of the frame.", 640),
  height: described(z.int(), "Pixels of the frame.", 444),
  html: described(
    z.string(),
    "The frame to put into a page.",
    '<iframe src="https://video.example.com/embed/ID"></iframe>',
  ),
  thumbnail_url: described(z.string(), "The poster.", "https://video.example.com/api/stream/ID/thumbnail.jpg")
    .optional(),
  thumbnail_width: described(z.int(), "Pixels.", 640).optional(),
  thumbnail_height: described(z.int(), "Pixels.", 360).optional(),
}).meta({ id: "OEmbed", description: "How to show a video on another page (oembed.com)." });
