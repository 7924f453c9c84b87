import { z } from "zod";
import { described } from "./fields.ts";

/** An RFC 9457 problem. `type` is always `about:blank`: the status gives the kind of error, `detail` the explanation. */
export const problemSchema = z.object({
  type: described(z.literal("about:blank"), "Always about:blank: the status is the kind of error.", "about:blank"),
  title: described(z.string(), "The name of the status.", "Not Found"),
  status: described(z.int(), "The HTTP status.", 404),
  detail: described(z.string(), "What was wrong, and what would be right.", "there is no such video, or it is private"),
}).meta({ id: "Problem", description: "An error, as RFC 9457 describes it (application/problem+json)." });

export type Problem = z.output<typeof problemSchema>;
