/** The frame of the pages that teach; their texts are in English alone. */
export const learn = {
  inEnglish: "The texts of these pages are in English.",
  allChapters: "All chapters",
  nthOf: (n: number, all: number) => `${n} of ${all}`,
  chapters: "Chapters",
  needsScript: "The pictures of this page are drawn by a script, and scripts are off in this browser.",
};
