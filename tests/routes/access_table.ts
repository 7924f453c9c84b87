/**
 * Who may do what: a row for each route of the app. `access_table_test.ts` sends each as nobody, as another user, as
 * the owner and as an administrator, for a private, an unlisted and a public video.
 */
import type { Visibility } from "../../src/core/types.ts";
import type { Stocked } from "./stocked_video.ts";

export const VIEWERS = ["nobody", "other", "owner", "administrator"] as const;
export type ViewerName = typeof VIEWERS[number];

/** The status for nobody, another user, the owner and an administrator. */
type Statuses = readonly [number, number, number, number];

export interface AccessRow {
  /** The method and the path of the route, as the app lists them. */
  route: string;
  /** The expected statuses; equal for all if the route is about no video. */
  expected: Statuses | Record<Visibility, Statuses>;
  /** Replaces `:file` and other parameters of the path; `:id`, `:track`, `:rev` and `:job` are the video's. */
  params?: Record<string, string>;
  query?: string | ((video: Stocked) => string);
  headers?: Record<string, string>;
  body?: (video: Stocked) => unknown;
  /** The request changes the video such that the next one needs another. */
  spoils?: boolean;
  /** Whether the video is hidden before the request. */
  isHidden?: boolean;
  /** Content that must be in the answer, by viewer, so that its absence for others says something. */
  shows?: Partial<Record<ViewerName, readonly Visibility[]>>;
}

/** Of one video: all who may see it. */
function visible(ok = 200): Record<Visibility, Statuses> {
  return { private: [404, 404, ok, ok], unlisted: [ok, ok, ok, ok], public: [ok, ok, ok, ok] };
}

/** Of one video: who may change it. */
function changeable(ok = 200): Record<Visibility, Statuses> {
  return { private: [401, 404, ok, ok], unlisted: [401, 403, ok, ok], public: [401, 403, ok, ok] };
}

/** Of one video: all who are signed in and may see it. */
function personal(ok = 200): Record<Visibility, Statuses> {
  return { private: [401, 404, ok, ok], unlisted: [401, ok, ok, ok], public: [401, ok, ok, ok] };
}

/** The private playlist that the rows about playlists ask for; it is the owner's. */
export const PLAYLIST = { id: "playlist_of_the_owner_", video: "there_is_no_such_video" };
const ownPlaylist = (ok = 200): Statuses => [401, 404, ok, ok];

const ANYONE: Statuses = [200, 200, 200, 200];
/** Of one video, where each gets an answer without a status of its own: 204 in place of 404. */
const PARTS = { private: [204, 204, 200, 200], unlisted: ANYONE, public: ANYONE } as const;
/** Pages of other sites, to which browsers send no cookie: private for its owner too. */
const EMBEDDED = { private: [404, 404, 404, 404], unlisted: ANYONE, public: ANYONE } as const;
/** What one user sends and nobody else, an administrator neither, goes on with. */
const SENDER = (ok: number): Statuses => [401, 404, ok, 404];

const EACH = ["private", "unlisted", "public"] as const;
const SEEN_BY_LIST = { nobody: ["public"], other: ["public"], owner: EACH, administrator: EACH } as const;
const CUES = [{ start: 0, end: 1, text: "Something else." }];
const TRACK = "/api/videos/:id/tracks/:track";
const SAME_ORIGIN = { "Sec-Fetch-Site": "same-origin" };
const TUS = { "Tus-Resumable": "1.0.0" };

const HEALTH: AccessRow[] = [
  { route: "GET /health", expected: ANYONE },
  { route: "GET /ready", expected: ANYONE },
  { route: "GET /openapi.json", expected: ANYONE },
];

const OPENAI: AccessRow[] = [
  // 400 is the answer to a form without a file: of those who may send one
  { route: "POST /v1/audio/transcriptions", expected: [401, 400, 400, 400] },
  { route: "POST /v1/audio/translations", expected: [401, 400, 400, 400] },
  { route: "POST /asr", expected: [401, 400, 400, 400] },
  { route: "POST /detect-language", expected: [401, 400, 400, 400] },
  { route: "GET /v1/models", expected: [401, 200, 200, 200] },
  { route: "GET /v1/models/:id{.+}", params: { id: "whisper-1" }, expected: [401, 200, 200, 200] },
];

const SESSIONS: AccessRow[] = [
  { route: "GET /sign-in", expected: ANYONE },
  { route: "POST /sign-in", headers: SAME_ORIGIN, body: () => "token=wrong", expected: [401, 401, 401, 401] },
  { route: "POST /sign-out", headers: SAME_ORIGIN, expected: [303, 303, 303, 303] },
  { route: "GET /api/session", expected: [204, 200, 200, 200] },
  // 400 is the answer to a session without tokens: of those whose page may begin one
  { route: "POST /api/session", headers: SAME_ORIGIN, body: () => ({}), expected: [400, 400, 400, 400] },
];

const UPLOADS: AccessRow[] = [
  {
    route: "POST /api/uploads",
    headers: { ...TUS, "Upload-Length": "9" },
    expected: [401, 201, 201, 201],
  },
  { route: "HEAD /api/uploads/:id", headers: TUS, expected: SENDER(200) },
  { route: "GET /api/uploads/:id", headers: TUS, expected: SENDER(404) },
  {
    route: "PATCH /api/uploads/:id",
    headers: { ...TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" },
    body: () => "abc",
    spoils: true,
    expected: SENDER(204),
  },
  { route: "DELETE /api/uploads/:id", headers: TUS, spoils: true, expected: SENDER(204) },
];

const VIDEOS: AccessRow[] = [
  { route: "GET /api/videos", expected: ANYONE, shows: SEEN_BY_LIST },
  // 415 is the answer to a body that is no media: of those who may send one
  { route: "POST /api/videos", body: () => "no media", expected: [401, 415, 415, 415] },
  { route: "GET /api/videos/:id", expected: visible() },
  { route: "PATCH /api/videos/:id", body: () => ({ language: "en" }), expected: changeable() },
  { route: "DELETE /api/videos/:id", spoils: true, expected: changeable(204) },
  { route: "PUT /api/videos/:id/file", body: () => "no media", expected: changeable(415) },
  {
    route: "POST /api/videos/:id/undelete",
    isHidden: true,
    spoils: true,
    expected: [401, 404, 200, 200],
  },
  { route: "GET /api/videos/zip", query: ({ id }) => `?videos=${id}`, expected: visible() },
  // who may change which of the videos is in the answer: tests/routes/api/bulk_test.ts
  {
    route: "POST /api/videos/bulk",
    body: ({ id }) => ({ action: "change", videos: [id], remove_tags: ["draft"] }),
    expected: [401, 200, 200, 200],
  },
  { route: "GET /api/videos/:id/events", expected: visible() },
  { route: "GET /api/playlists", expected: ANYONE },
  { route: "POST /api/playlists", body: () => ({ title: "Mine" }), expected: [401, 201, 201, 201] },
  { route: "GET /api/playlists/:id", params: PLAYLIST, expected: [404, 404, 200, 200] },
  { route: "PATCH /api/playlists/:id", params: PLAYLIST, body: () => ({ title: "New" }), expected: ownPlaylist() },
  { route: "DELETE /api/playlists/:id", params: PLAYLIST, expected: ownPlaylist(204) },
  // 404 is the answer to a video that there is not: of those who may change the playlist
  {
    route: "POST /api/playlists/:id/videos",
    params: PLAYLIST,
    body: () => ({ video: "none" }),
    expected: ownPlaylist(404),
  },
  {
    route: "PATCH /api/playlists/:id/videos/:video",
    params: PLAYLIST,
    body: () => ({ before: null }),
    expected: ownPlaylist(404),
  },
  { route: "DELETE /api/playlists/:id/videos/:video", params: PLAYLIST, expected: ownPlaylist(404) },
  // places are of who asks: there is nothing of others to see
  { route: "GET /api/videos/:id/progress", expected: personal() },
  { route: "PUT /api/videos/:id/progress", body: () => ({ position: 5 }), expected: personal() },
  { route: "DELETE /api/videos/:id/progress", expected: [401, 204, 204, 204] },
  { route: "GET /api/progress", expected: [401, 200, 200, 200] },
  { route: "DELETE /api/progress", expected: [401, 204, 204, 204] },
  { route: "GET /api/events", expected: ANYONE, shows: SEEN_BY_LIST },
  { route: "GET /api/search", query: "?q=harbour", expected: ANYONE, shows: SEEN_BY_LIST },
  { route: "GET /api/videos/:id/storyboard.vtt", expected: visible() },
  { route: "GET /api/videos/:id/storyboard.jpg", expected: visible() },
  { route: "GET /api/videos/:id/chapters.vtt", expected: visible() },
  { route: "GET /api/videos/:id/thumbnails", expected: visible() },
  { route: "GET /api/videos/:id/thumbnails/:file", params: { file: "0-small.jpg" }, expected: visible() },
  { route: "PUT /api/videos/:id/thumbnail", body: () => ({ candidate: 0 }), expected: changeable() },
  { route: "DELETE /api/videos/:id/thumbnail", expected: changeable() },
  { route: "PUT /api/videos/:id/thumbnail/picture", body: () => "no picture", expected: changeable(415) },
];

const CAPTIONS: AccessRow[] = [
  { route: "GET /api/videos/:id/captions", expected: visible() },
  { route: "GET /api/videos/:id/captions.srt", expected: visible() },
  { route: "GET /api/videos/:id/captions.vtt", expected: visible() },
  {
    route: "PUT /api/videos/:id/captions",
    query: "?lang=es",
    body: () => "WEBVTT\n\n00:01.000 --> 00:02.000\nHola.\n",
    spoils: true,
    expected: changeable(201),
  },
  { route: "POST /api/videos/:id/exports", body: () => ({}), expected: changeable(202) },
  // 404 is the answer to an id that there is not: of those who may ask
  { route: "GET /api/videos/:id/exports/:export", params: { export: "none" }, expected: changeable(404) },
  { route: "GET /api/videos/:id/exports/:export/file", params: { export: "none" }, expected: changeable(404) },
  { route: "GET /api/videos/:id/captions.ass", expected: visible() },
  { route: "GET /api/videos/:id/captions.ttml", expected: visible() },
  { route: "GET /api/videos/:id/captions.sbv", expected: visible() },
  { route: "GET /api/videos/:id/captions.txt", expected: visible() },
  { route: "GET /api/videos/:id/captions.json", expected: visible() },
  { route: "GET /api/videos/:id/captions/status", expected: visible() },
  { route: "POST /api/videos/:id/captions/regenerate", body: () => ({}), expected: changeable(202) },
  { route: "GET /api/videos/:id/captions/translate", expected: changeable() },
  // 422: there is no translator into Icelandic
  { route: "POST /api/videos/:id/captions/translate", body: () => ({ to: "is" }), expected: changeable(422) },
  // 404: it is no translation
  { route: `GET ${TRACK}/translation`, expected: visible(404) },
  { route: "GET /api/videos/:id/tracks", expected: visible() },
  {
    route: "POST /api/videos/:id/tracks",
    body: ({ track }) => ({ language: "de", copy_of: track }),
    spoils: true,
    expected: changeable(201),
  },
  { route: `GET ${TRACK}`, expected: visible() },
  {
    route: `PUT ${TRACK}`,
    body: ({ revision }) => ({ base_revision: revision, cues: CUES }),
    spoils: true,
    expected: changeable(),
  },
  { route: `DELETE ${TRACK}`, spoils: true, expected: changeable(204) },
  { route: `GET ${TRACK}/revisions`, expected: changeable() },
  { route: `GET ${TRACK}/revisions/:rev`, expected: changeable() },
  { route: `GET ${TRACK}/revisions/:rev/difference`, expected: changeable() },
  {
    route: `POST ${TRACK}/restore`,
    body: ({ revision, olderRevision }) => ({ base_revision: revision, revision: olderRevision }),
    spoils: true,
    expected: changeable(),
  },
  // the draft is the owner's: an administrator has one of their own, here none
  {
    route: `GET ${TRACK}/draft`,
    expected: { private: [401, 404, 200, 204], unlisted: [401, 403, 200, 204], public: [401, 403, 200, 204] },
  },
  {
    route: `PUT ${TRACK}/draft`,
    body: ({ revision, viewer }) => ({ base_revision: revision, cues: CUES, version: viewer === "owner" ? 1 : 0 }),
    spoils: true,
    expected: changeable(),
  },
  { route: `DELETE ${TRACK}/draft`, spoils: true, expected: changeable(204) },
  {
    route: `POST ${TRACK}/stretch`,
    body: () => ({ start: 1, end: 4 }),
    spoils: true,
    expected: changeable(202),
  },
  { route: `GET ${TRACK}/stretch/:job`, params: { job: "there_is_no_such_job__" }, expected: changeable(404) },
  { route: "GET /api/videos/:id/editors", expected: changeable() },
  {
    route: `PUT ${TRACK}/editors/:editor`,
    params: { editor: "the_editor_of_somebody" },
    body: () => ({ cue_start: 1 }),
    expected: changeable(204),
  },
  {
    route: `DELETE ${TRACK}/editors/:editor`,
    params: { editor: "the_editor_of_somebody" },
    expected: changeable(204),
  },
  {
    route: `POST ${TRACK}/import`,
    query: ({ revision }) => `?format=srt&base_revision=${revision}`,
    body: () => "1\n00:00:00,000 --> 00:00:01,000\nSomething else.\n",
    spoils: true,
    expected: changeable(),
  },
  {
    route: `POST ${TRACK}/align`,
    body: ({ revision }) => ({ base_revision: revision, text: "something else" }),
    spoils: true,
    expected: changeable(202),
  },
  { route: `GET ${TRACK}/align/:job`, expected: changeable() },
];

const REPORTS: AccessRow[] = [
  { route: "GET /api/videos/:id/related", expected: visible() },
  { route: "GET /api/videos/:id/analyses", expected: visible() },
  { route: "POST /api/videos/:id/analyses", body: () => ({ kind: "sound_quality" }), expected: changeable(202) },
  {
    route: "PATCH /api/videos/:id/speakers",
    body: () => ({ speakers: [{ id: 1, name: "Ann" }] }),
    expected: changeable(409),
  },
  { route: "POST /api/videos/:id/captions/sound-events", expected: changeable(409) },
  { route: "POST /api/videos/:id/hearing", expected: changeable() },
  { route: "GET /api/videos/:id/hearing", expected: visible() },
  { route: "GET /api/videos/:id/hearing/mel", expected: visible() },
  { route: "GET /api/videos/:id/hearing/peaks", expected: visible() },
  { route: "GET /api/hearing/references", expected: ANYONE },
  { route: "POST /api/videos/:id/attention", query: "?t=1", expected: changeable() },
  { route: "GET /api/videos/:id/attention", query: "?t=1", expected: visible() },
  { route: "DELETE /api/videos/:id/attention", expected: changeable(204) },
  { route: "GET /api/videos/:id/attention/data", query: "?t=1", expected: visible() },
];

/** The webhook and the delivery that the rows about webhooks ask for; they are the owner's. */
export const WEBHOOK = { id: "webhook_of_the_owner__", delivery: "delivery_to_the_owner_" };
const ownWebhook = (ok = 200): Statuses => [401, 404, ok, ok];

const WEBHOOKS: AccessRow[] = [
  { route: "GET /api/webhooks", expected: [401, 200, 200, 200] },
  { route: "POST /api/webhooks", body: () => ({ url: "https://example.com/" }), expected: [401, 201, 201, 201] },
  { route: "GET /api/webhooks/:id", params: WEBHOOK, expected: ownWebhook() },
  { route: "PATCH /api/webhooks/:id", params: WEBHOOK, body: () => ({ enabled: true }), expected: ownWebhook() },
  { route: "DELETE /api/webhooks/:id", params: WEBHOOK, expected: ownWebhook(204) },
  { route: "GET /api/webhooks/:id/secret", params: WEBHOOK, expected: ownWebhook() },
  { route: "POST /api/webhooks/:id/rotate-secret", params: WEBHOOK, expected: ownWebhook() },
  { route: "POST /api/webhooks/:id/test", params: WEBHOOK, expected: ownWebhook(202) },
  { route: "GET /api/webhooks/:id/deliveries", params: WEBHOOK, expected: ownWebhook() },
  { route: "GET /api/webhooks/:id/deliveries/:delivery", params: WEBHOOK, expected: ownWebhook() },
  { route: "POST /api/webhooks/:id/deliveries/:delivery/resend", params: WEBHOOK, expected: ownWebhook(202) },
];

const administrator = (ok = 200): Statuses => [401, 403, 403, ok];
const NO_JOB = { id: "there_is_no_such_job__" };

const ADMINISTRATION: AccessRow[] = [
  { route: "GET /api/admin/jobs", expected: administrator() },
  { route: "POST /api/admin/jobs/:id/cancel", params: NO_JOB, expected: administrator(404) },
  { route: "POST /api/admin/jobs/:id/retry", params: NO_JOB, expected: administrator(404) },
  { route: "GET /api/admin/analyses", expected: administrator() },
  { route: "POST /api/admin/analyses", body: () => ({ kinds: ["meaning"] }), expected: administrator(202) },
  { route: "GET /api/admin/storage", query: "?measure=1", expected: administrator() },
  { route: "GET /api/admin/models", expected: administrator() },
  // 409: the model is there already, and it is the default
  { route: "POST /api/admin/models/:name/download", params: { name: "base" }, expected: administrator(409) },
  { route: "DELETE /api/admin/models/:name", params: { name: "base" }, expected: administrator(409) },
  { route: "GET /api/admin/defaults", expected: administrator() },
  { route: "PATCH /api/admin/defaults", body: () => ({ language: null }), expected: administrator() },
  { route: "GET /api/admin/settings", expected: administrator() },
  { route: "GET /api/admin/system", expected: administrator() },
  { route: "GET /api/admin/sessions", expected: administrator() },
  { route: "DELETE /api/admin/sessions", expected: administrator(204) },
  { route: "DELETE /api/admin/sessions/:id", expected: administrator(404) },
];

const STREAMS: AccessRow[] = [
  { route: "GET /api/stream/:id/master.m3u8", expected: visible() },
  { route: "GET /api/stream/:id/thumbnail.jpg", expected: visible() },
  { route: "GET /api/stream/:id/thumbnail.webp", expected: visible() },
  {
    route: "GET /api/stream/:id/hls/:rendition/:file",
    params: { rendition: "720p", file: "index.m3u8" },
    expected: visible(),
  },
  {
    route: "GET /api/stream/:id/hls/:rendition/:file",
    params: { rendition: "720p", file: "seg_00000.m4s" },
    expected: visible(),
  },
  { route: "GET /api/stream/:id/subtitles/:file", params: { file: "en.m3u8" }, expected: visible() },
  { route: "GET /api/stream/:id/subtitles/:file", params: { file: "en.vtt" }, expected: visible() },
  {
    route: "GET /api/stream/:id/:name{source|1080p|720p|360p}",
    params: { name: "720p" },
    expected: visible(),
  },
];

const PAGES: AccessRow[] = [
  {
    route: "GET /oembed",
    query: ({ id }) => `?url=${encodeURIComponent(`http://localhost/videos/${id}`)}`,
    expected: EMBEDDED,
  },
  { route: "GET /", expected: ANYONE, shows: SEEN_BY_LIST },
  { route: "GET /manifest.webmanifest", expected: ANYONE },
  { route: "GET /service-worker.js", expected: ANYONE },
  { route: "GET /offline", expected: ANYONE },
  { route: "GET /share-target", expected: [303, 303, 303, 303] },
  { route: "POST /share-target", expected: [303, 303, 303, 303] }, // it takes nothing: the service worker does
  { route: "GET /library/cards", expected: ANYONE, shows: SEEN_BY_LIST },
  { route: "GET /library/power", expected: [401, 200, 200, 200] },
  { route: "GET /library/sample.mp4", expected: ANYONE },
  { route: "GET /library/continue", query: ({ id }) => `?videos=${id}`, expected: ANYONE },
  {
    route: "GET /library/cards/:id",
    expected: {
      private: [204, 204, 200, 200],
      unlisted: [204, 204, 200, 200],
      public: [200, 200, 200, 200],
    },
  },
  { route: "GET /videos/:id", expected: visible() },
  { route: "GET /videos/:id/parts", expected: PARTS },
  { route: "GET /videos/:id/share", expected: visible() },
  { route: "GET /videos/:id/playlists", expected: personal() },
  { route: "GET /playlists", expected: ANYONE },
  { route: "GET /playlists/:id", params: PLAYLIST, expected: [404, 404, 200, 200] },
  { route: "GET /videos/:id/download", expected: visible() },
  { route: "POST /videos/:id/retry", spoils: true, expected: changeable(202) },
  { route: "GET /embed/:id", expected: EMBEDDED },
  { route: "GET /videos/:id/hearing", expected: [301, 301, 301, 301] },
  { route: "GET /videos/:id/audio-report", expected: visible() },
  { route: "GET /videos/:id/edit", expected: changeable() },
  { route: "GET /search", query: "?q=harbour", expected: ANYONE, shows: SEEN_BY_LIST },
  { route: "GET /search/results", query: "?q=harbour", expected: ANYONE, shows: SEEN_BY_LIST },
  { route: "GET /docs", expected: ANYONE },
  { route: "GET /settings", expected: administrator() },
  { route: "GET /settings/parts", expected: administrator() },
  { route: "GET /settings/analyses", expected: administrator() },
  { route: "GET /settings/storage", expected: administrator() },
  { route: "GET /learn", expected: ANYONE },
  { route: "GET /learn/:chapter", params: { chapter: "attention" }, expected: ANYONE },
  { route: "GET /learn/whisper", query: ({ id }) => `?video=${id}`, expected: ANYONE },
  { route: "GET /learn/whisper/example.bin.gz", expected: ANYONE },
  { route: "GET /learn/model.safetensors", expected: ANYONE },
  { route: "GET /assets/:file", params: { file: "none.js" }, expected: [404, 404, 404, 404] },
  { route: "GET /*", headers: { Accept: "text/html" }, expected: [404, 404, 404, 404] },
];

export const ACCESS: readonly AccessRow[] = [
  ...[
    ...HEALTH,
    ...OPENAI,
    ...SESSIONS,
    ...UPLOADS,
    ...VIDEOS,
    ...CAPTIONS,
    ...REPORTS,
    ...WEBHOOKS,
    ...ADMINISTRATION,
    ...STREAMS,
    ...PAGES,
  ],
];

/** Handlers of all methods of a path that has no other route: they only refuse, or prepare for others. */
export const MIDDLEWARE = ["/*", "/v1/*", "/v1/audio/:kind{transcriptions|translations}"];
