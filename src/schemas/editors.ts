import { z } from "zod";
import { decimalNumber, described, EXAMPLE_ID, id } from "./fields.ts";

const MAX_SECONDS = 360_000; // as of a cue

const editorSchema = z.object({
  id: id("Of the open editor; its page chose it."),
  track: id("The track that it edits."),
  name: described(z.string(), "Whose it is.", "ann@example.org"),
  cue_start: described(
    z.number().nullable(),
    "Seconds: where the caption begins that is being edited; null for none.",
    83.2,
  ),
}).meta({ id: "Editor", description: "An open editor of captions." });

export const editorsSchema = z.object({
  editors: z.array(editorSchema).describe("Those who said within 15 s that they are here."),
}).meta({ id: "Editors", description: "Who edits the captions of a video now." });

export type EditorsJson = z.output<typeof editorsSchema>;

export const editorIdSchema = described(
  z.string().regex(/^[A-Za-z0-9_-]{22}$/, { error: "22 characters of base64url" }),
  "The id of an open editor: 22 characters of base64url that its page chooses at random.",
  EXAMPLE_ID,
);

export const editorPlaceSchema = z.strictObject({
  cue_start: decimalNumber(0, MAX_SECONDS, {
    description: "Seconds: where the caption begins that is being edited; null for none.",
    example: 83.2,
  }).nullable(),
}).meta({ id: "EditorPlace", description: "Where an editor is." });
