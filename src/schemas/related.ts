import { z } from "zod";
import { momentSchema } from "./search.ts";

export const relatedSchema = z.object({
  moments: z.array(momentSchema.omit({ found_by: true, marks: true })).describe(
    "One of each video, the most alike first; none where nothing is near, or the captions have no embeddings.",
  ),
}).meta({ id: "RelatedMoments", description: "What is said in other videos that is near in meaning." });

export type RelatedJson = z.output<typeof relatedSchema>;
