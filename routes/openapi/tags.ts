/** The groups of endpoints in `/openapi.json`. */
export const TAGS = {
  videos: "Upload, list, show, change and delete videos.",
  uploads: "Uploads that continue after a cut or a restart, by the tus protocol 1.0 (https://tus.io).",
  playlists: "Videos in an order of one's own, shared as videos are.",
  progress: "How far one has watched videos; nobody else can see it.",
  streams: "The media: MP4 with Range, HLS, posters and preview pictures.",
  captions: "Caption files, and how far the captions are.",
  tracks: "Caption tracks for editors: cues, revisions, drafts, imports, and the times of a script.",
  search: "Moments in all videos that the viewer may see.",
  events: "Changes as server-sent events.",
  analyses: "What is found out about a video after its captions.",
  "audio report": "Waveform, spectrogram and speech of a video, and what Whisper attends to.",
  webhooks: "Addresses that events of videos are sent to, and what was sent (Standard Webhooks).",
  administration: "Jobs, models, storage, defaults and settings, for administrators.",
  openai: "Endpoints compatible with those of OpenAI, and of whisper-asr-webservice.",
  server: "Sign-in, health, and this document.",
} as const;

export type Tag = keyof typeof TAGS;
