import { z } from "zod";
import { TOPIC_NAMES } from "../core/topics.ts";
import { choice, described, unlessEmpty } from "./fields.ts";
import { tagSchema } from "./tag.ts";

/** The filters that lists of videos and the search share. */
export const videoFilterFields = {
  tag: unlessEmpty(tagSchema),
  topic: unlessEmpty(choice(TOPIC_NAMES, "Only videos that the analysis `topics` found to be about it.")),
  sentiment: unlessEmpty(
    choice(["positive", "neutral", "negative"], "Only videos whose words the analysis `sentiment` found to be so."),
  ),
  length: unlessEmpty(choice(["short", "medium", "long"], "short: under 5 minutes; long: from 20 minutes on.")),
  added: unlessEmpty(choice(["day", "week", "month", "year"], "Only videos that were added in this time until now.")),
  watched: unlessEmpty(
    choice(["yes", "no"], "Only videos that one has watched to their end, or has not; by who is not signed in none."),
  ),
  flagged: unlessEmpty(
    described(
      z.boolean({ error: "true or false" }),
      "true: only one's own videos in which the analysis `safety` flagged sentences or pictures.",
      false,
    ),
  ),
};
