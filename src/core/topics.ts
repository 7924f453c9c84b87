/** The fixed list of topics that a video can be about; docs/analyses.md shows it. */
export const TOPIC_NAMES = [
  "technology",
  "science",
  "education",
  "music",
  "film and television",
  "gaming",
  "news and politics",
  "business and finance",
  "sport",
  "health and fitness",
  "cooking and food",
  "travel",
  "home and garden",
  "cars and transport",
  "fashion and beauty",
  "history",
  "art and literature",
  "religion and philosophy",
  "comedy",
  "family and everyday life",
] as const;
export type TopicName = typeof TOPIC_NAMES[number];
