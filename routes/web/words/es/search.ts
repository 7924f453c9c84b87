import type * as en from "../en/search.ts";
import { formats } from "./formats.ts";

const { number, plural } = formats;

export const search: typeof en.search = {
  title: "Buscar",
  titleOf: (query) => `${query} · Buscar`,
  heading: "Buscar en títulos, etiquetas y lo que se dice",
  videos: "Vídeos",
  hintWithMeaning: 'Palabras, una pregunta o "una frase" entre comillas',
  hint: 'Palabras o "una frase" entre comillas',
  said: "Títulos, etiquetas y lo que se dice",
  language: "Idioma",
  captionLanguage: "Idioma de los subtítulos",
  allLanguages: "Todos los idiomas",
  by: "Por",
  compared: "Qué se compara",
  modes: { both: "Palabras y significado", words: "Solo palabras", meaning: "Solo significado" },
  search: "Buscar",
  problem: () => "Esta búsqueda no es válida. Prueba con otras palabras.",
  howTo: "Escribe palabras de un título o una etiqueta, o lo que alguien dice. Un momento abre el vídeo donde se dice.",
  howToQuotes:
    "Las palabras se encuentran en todas sus formas, con o sin acentos; <q>entre comillas</q> tienen que ir seguidas.",
  howToMeaning: "Lo que se dice en inglés se encuentra también por su significado: pregunta como a una persona.",
  corrected: "Nada coincide con <typed/>. Estos son los resultados de <corrected/>.",
  onlyWords: () => "Solo se compararon palabras: la búsqueda por significado no está disponible ahora.",
  moments: "Momentos",
  thatWasAll: "Eso es todo.",
  nobody: "Ningún vídeo que puedas ver tiene <query/>.",
  someSearched: "Solo se buscó en algunos vídeos: mira los filtros de arriba.",
  tryOther: "Prueba con otras palabras.",
  tryFewer: "Prueba con menos palabras, con otras o sin comillas.",
  more: "Más momentos",
  noneSoFar: "Ninguno por ahora",
  noMoments: "Ningún momento",
  noMore: "No hay más momentos",
  count: (n) => plural(n, { one: "# momento", other: "# momentos" }),
  countMore: (n) => plural(n, { one: "# momento más", other: "# momentos más" }),
  moreThan: (n) => plural(n, { one: "Más de # momento", other: "Más de # momentos" }),
  nMore: (n) => `${number(n)} más`,
  byTitle: "Por título, etiquetas o descripción",
  byMeaning: "por significado",
  hints: { search: "buscar", results: "resultados", play: "reproducir ahí", enter: "intro" },
};

export const searchScript: typeof en.searchScript = {
  title: search.title,
  titleOf: search.titleOf,
  unreachable: "No se puede conectar con el servidor. Lo que ves es de antes; vuelve a buscar en un momento.",
  count: search.count,
  moreThan: search.moreThan,
};
