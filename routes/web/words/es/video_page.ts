import type * as en from "../en/video_page.ts";
import { MAX_CHAPTER_TITLE_CHARS } from "../../shared/chapter_list.ts";
import { clock } from "../../shared/format.ts";
import { formats } from "./formats.ts";

const { number, plural } = formats;

export const videoPage: typeof en.videoPage = {
  description: {
    title: "Descripción",
    add: "Añadir una descripción",
    edit: "Editar la descripción",
    more: "Mostrar más",
    less: "Mostrar menos",
    help: "Las direcciones web se convierten en enlaces, y los tiempos como 1:23 saltan a ese momento del vídeo.",
  },
  chapters: {
    title: "Capítulos",
    edit: "Editar los capítulos",
    fromDescription: "Tomar la lista de la descripción",
    none: "Todavía no hay.",
    by: {
      analysis: (n) =>
        plural(n, { one: "# capítulo, hallado en los subtítulos", other: "# capítulos, hallados en los subtítulos" }),
      file: (n) => plural(n, { one: "# capítulo del archivo", other: "# capítulos del archivo" }),
      person: (n) => plural(n, { one: "# capítulo tuyo", other: "# capítulos tuyos" }),
    },
    stay: "Los capítulos que guardas se conservan aunque cambien los subtítulos.",
  },
  again: {
    more: "Modelo, palabras y líneas",
    model: "Modelo",
    usual: (model) => `${model}, el habitual`,
    vocabulary: "Nombres y palabras que se dicen",
    vocabularyHint: "Por ejemplo: Ada Lovelace, Analytical Engine",
    beams: "Haces",
    beamsHelp: "Más haces tardan más y a veces aciertan más.",
    lineChars: "Caracteres por línea",
    lineCharsHelp: "Vacío: lo habitual en el idioma",
    edits:
      "Las líneas que editaste se conservan, las demás se escriben de nuevo. El público mantiene los subtítulos anteriores hasta que los nuevos estén completos.",
    newLines: (n) =>
      plural(n, {
        one: "# línea nueva hasta ahora. El público tiene las anteriores hasta que todas estén escritas.",
        other: "# líneas nuevas hasta ahora. El público tiene las anteriores hasta que todas estén escritas.",
      }),
  },
  related: "Momentos relacionados",
};

export const videoPageScript: typeof en.videoPageScript = {
  description: {
    add: videoPage.description.add,
    edit: videoPage.description.edit,
    more: videoPage.description.more,
    less: videoPage.description.less,
  },
  chapters: {
    here: "Aquí",
    removeSign: "×",
    startOf: (n) => `Inicio del capítulo ${number(n)}`,
    hereOf: (n) => `Aquí: el capítulo ${number(n)} empieza donde está el vídeo`,
    titleOf: (n) => `Título del capítulo ${number(n)}`,
    removeOf: (n) => `Quitar el capítulo ${number(n)}`,
    add: (time) => `Añadir un capítulo en ${time}`,
    saved: "Los capítulos están guardados.",
    problems: {
      noTime: ({ line }) => `La línea ${number(line)} no tiene tiempo. Escribe uno como 1:23 o pulsa Aquí.`,
      badTime: ({ line }, { time }) =>
        `Línea ${number(line)}: «${time}» no es un tiempo. Escríbelo como 1:23 o 1:02:03.`,
      noTitle: ({ line }) => `La línea ${number(line)} no tiene título.`,
      longTitle: ({ line }) =>
        `Línea ${number(line)}: el título es demasiado largo, puede tener ${
          number(MAX_CHAPTER_TITLE_CHARS)
        } caracteres.`,
      afterEnd: ({ line }, { time }, end) =>
        `La línea ${number(line)} empieza en ${time}, pero el vídeo acaba en ${clock(end ?? 0)}.`,
      sameTime: ({ line, other }) => `Las líneas ${number(other ?? 0)} y ${number(line)} empiezan a la vez.`,
    },
  },
};
