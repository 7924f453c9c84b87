import type * as en from "../en/learn.ts";

export const learn: typeof en.learn = {
  inEnglish: "Los textos de estas páginas están en inglés.",
  allChapters: "Todos los capítulos",
  nthOf: (n, all) => `${n} de ${all}`,
  chapters: "Capítulos",
  needsScript: "Las imágenes de esta página las dibuja JavaScript, que está desactivado en este navegador.",
};
