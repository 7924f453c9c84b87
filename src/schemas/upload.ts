import { z } from "zod";
import { described, EXAMPLE_ID, id, pathOf } from "./fields.ts";
import { UPLOAD_FIELDS } from "./upload_fields.ts";

const bytes = (description: string, example: string) => described(z.string().regex(/^\d+$/), description, example);

/** The id of an upload in a path. */
export const uploadIdSchema = id("The upload's id, the last part of its `Location`.");

/** Headers of the tus protocol 1.0 in requests. */
export const tusRequestHeaders = {
  "Tus-Resumable": described(z.literal("1.0.0"), "The version of the protocol.", "1.0.0"),
  "Upload-Length": bytes("Bytes of the whole file.", "152043008").optional(),
  "Upload-Defer-Length": described(z.literal("1"), "In place of Upload-Length: a PATCH says it later.", "1").optional(),
  "Upload-Metadata": described(
    z.string(),
    `Pairs of a name and a base64 value, separated by commas. Names: ${UPLOAD_FIELDS.join(", ")}, as in the query of ` +
      "`POST /api/videos`; `name` stands for `filename`, and others (such as `filetype`) are ignored.",
    "filename dGFsay5tcDQ=,title QSB0YWxr",
  ).optional(),
  "Upload-Offset": bytes("Where these bytes begin: as HEAD says.", "0"),
};

/** Headers of the tus protocol 1.0 in answers. */
export const tusAnswerHeaders = {
  "Location": pathOf("The new upload: PATCH sends its bytes.", `/api/uploads/${EXAMPLE_ID}`),
  "Tus-Resumable": tusRequestHeaders["Tus-Resumable"],
  "Upload-Offset": bytes("How many bytes have come.", "1048576"),
  "Upload-Length": bytes("Bytes of the whole file, if known.", "152043008"),
  "Upload-Expires": described(
    z.string(),
    "When it is deleted unless more bytes come.",
    "Mon, 30 Nov 2026 10:00:00 GMT",
  ),
  "X-Video-Id": id("The id of the video, once the upload is whole."),
};
