/** The description of the tus endpoints. The protocol itself is read and checked by @tus/server. */
import { tusAnswerHeaders, tusRequestHeaders, uploadIdSchema } from "../../src/schemas/upload.ts";
import type { Operation } from "../http/endpoint.ts";

const { "Tus-Resumable": version, "Upload-Metadata": metadata } = tusRequestHeaders;
const { Location: location, "X-Video-Id": videoId, ...progress } = tusAnswerHeaders;
const UPLOAD = { id: uploadIdSchema };

export const CREATE = {
  id: "createUpload",
  tag: "uploads",
  summary: "Creates an upload",
  description:
    "A tus client does this: it creates the upload, sends the bytes by PATCH, and after a cut asks by HEAD how " +
    "much has come. OPTIONS says which extensions and what size the server takes.",
  access: "user",
  headers: {
    "Tus-Resumable": version,
    "Upload-Length": tusRequestHeaders["Upload-Length"],
    "Upload-Defer-Length": tusRequestHeaders["Upload-Defer-Length"],
    "Upload-Metadata": metadata,
  },
  answers: {
    201: {
      description: "The upload waits for its bytes.",
      headers: {
        "Location": location,
        "Tus-Resumable": progress["Tus-Resumable"],
        "Upload-Expires": progress["Upload-Expires"],
      },
    },
  },
  problems: [400, 412, 413, 415, 507],
} as const satisfies Operation;

export const READ = {
  id: "readUpload",
  tag: "uploads",
  summary: "Answers 404: an upload is not for reading",
  access: "user",
  params: UPLOAD,
  answers: {},
  problems: [404],
} as const satisfies Operation;

export const ASK = {
  id: "getUploadOffset",
  tag: "uploads",
  summary: "Tells how much of an upload has come",
  description: "Once the upload is whole it has become a video, and `X-Video-Id` names it.",
  access: "user",
  params: UPLOAD,
  headers: { "Tus-Resumable": version },
  answers: {
    200: { description: "How far it is.", headers: { ...progress, "X-Video-Id": videoId } },
  },
  problems: [400, 404, 410, 412, 415, 423, 507],
} as const satisfies Operation;

export const APPEND = {
  id: "appendToUpload",
  tag: "uploads",
  summary: "Sends the next bytes of an upload",
  description: "After the last byte the file is checked: it has become a video (`X-Video-Id`), or is none (415).",
  access: "user",
  params: UPLOAD,
  headers: {
    "Tus-Resumable": version,
    "Upload-Offset": tusRequestHeaders["Upload-Offset"],
    "Upload-Length": tusRequestHeaders["Upload-Length"],
  },
  content: { "application/offset+octet-stream": null },
  answers: {
    204: { description: "The bytes are kept.", headers: { ...progress, "X-Video-Id": videoId } },
  },
  problems: [400, 404, 409, 410, 412, 415, 423, 507],
} as const satisfies Operation;

export const GIVE_UP = {
  id: "deleteUpload",
  tag: "uploads",
  summary: "Gives up an upload",
  access: "user",
  params: UPLOAD,
  headers: { "Tus-Resumable": version },
  answers: { 204: { description: "It is deleted." } },
  problems: [400, 404, 409, 410, 412, 415, 423],
} as const satisfies Operation;
