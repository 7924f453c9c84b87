import type * as en from "../en/common.ts";
import { formats } from "./formats.ts";

const { bytes, percent, plural } = formats;

export const common: typeof en.common = {
  skip: "Ir al contenido",
  guest: "invitado",
  pages: { playlists: "Listas de reproducción", learn: "Aprender", settings: "Ajustes" },
  searchSaid: "Buscar en títulos, etiquetas y voz",
  searchSaidHint: "Buscar títulos y voz (/)",
  nav: "Tu cuenta y esta página",
  language: "Idioma de este sitio",
  dark: "Oscuro",
  light: "Claro",
  switchTheme: "Cambiar entre claro y oscuro",
  account: "Cuenta",
  accountOf: (name) => `Cuenta ${name}`,
  signIn: "Iniciar sesión",
  signOut: "Cerrar sesión",
  signOutEverywhere: "Cerrar todas las sesiones",
  signedInAs: "Sesión iniciada como <name/>",
  connecting: "Conectando",
  library: "Biblioteca",
  backToLibrary: "Volver a la biblioteca",
  cancel: "Cancelar",
  save: "Guardar",
  delete: "Eliminar",
  edit: "Editar",
  tryAgain: "Reintentar",
  detectLanguage: "Detectar",
  whoMayWatch: "Quién puede verlo",
  visibilities: { private: "Privado", unlisted: "Oculto", public: "Público" },
  visibilityMeanings: {
    private: "Solo tú",
    unlisted: "Cualquiera que tenga el enlace",
    public: "Todo el mundo, también en la portada",
  },
  languageDetected: (language, probability) => `${language}, ${percent(probability)} de certeza`,
  words: (n) => plural(n, { one: "# palabra", other: "# palabras" }),
  soundOnly: "Solo sonido",
  ofOwner: (owner) => `de ${owner}`,
};

export const labels: typeof en.labels = {
  unknown: "Subtítulos",
  commentary: (label) => `${label}, comentarios`,
  forced: (label) => `${label}, forzados`,
  origins: { auto: "automáticos", translated: "traducidos", edited: "editados", uploaded: "subidos" },
};

export const status: typeof en.status = {
  preparing: (progress) => `Preparando el vídeo ${percent(progress)}`,
  waitsToBePrepared: "En espera de preparación",
  moreSizes: "Faltan más tamaños",
  failed: "Error",
  replacing: (progress) => `Reemplazando el archivo ${percent(progress)}`,
  newFileWaits: "Archivo nuevo en espera",
  waitsForSpace: "Esperando espacio libre en el disco",
  makingCaptions: (progress) => `Creando subtítulos ${percent(progress)}`,
  captionsWait: "Subtítulos en espera",
  captionsReady: "Subtítulos listos",
  notes: { "no speech": "No se encontró voz", "no sound": "No tiene sonido" },
  stages: {
    loading: "Iniciando",
    listening: "Buscando voz",
    transcribing: "Escribiendo lo que se dice",
    writing: "Guardando",
    "reading the file": "Leyendo el archivo",
    "storing the file": "Guardando el archivo",
    encoding: "Creando tamaños que se reproducen en todas partes",
    "making preview pictures": "Creando imágenes de vista previa",
    "waiting for disk space": "Esperando espacio libre en el disco",
  },
};

export const filters: typeof en.filters = {
  more: "Más filtros",
  any: "Cualquiera",
  anyTime: "En cualquier momento",
  topic: "Tema",
  tag: "Etiqueta",
  sentiment: "Tono",
  length: "Duración",
  added: "Añadido",
  safety: "Seguridad",
  language: "Idioma",
  sentiments: { positive: "Positivo", neutral: "Neutral", negative: "Negativo" },
  watched: "Vistos",
  watchedChoices: { yes: "Vistos", no: "No vistos" },
  lengths: { short: "Menos de 5 minutos", medium: "De 5 a 20 minutos", long: "Más de 20 minutos" },
  ages: { day: "Hoy", week: "Esta semana", month: "Este mes", year: "Este año" },
  flagged: "Con frases o imágenes señaladas",
};

export const errors: typeof en.errors = {
  signInTitle: "Inicia sesión para ver esta página",
  signInText: "<link>Inicia sesión</link> y volverás a esta página.",
  nothingHere: "Aquí no hay nada",
  nothingHereText: "Puede que la dirección esté mal escrita, o que lo que había aquí se haya eliminado o sea privado.",
  notAllowed: "No puedes ver esta página",
  notAllowedText: "Es para su propietario o para quienes administran este servidor.",
  serverFailed: "Algo ha fallado en el servidor",
  serverFailedText: "Inténtalo de nuevo en un momento. Si vuelve a pasar, avisa a quien administra este servidor.",
  notDone: "No se pudo hacer",
  busyTitle: "El servidor está ocupado o no está disponible",
  offlineTitle: "No se puede contactar con el servidor",
  offlineText: "Esta página lo intenta de nuevo cada pocos segundos y vuelve por sí sola.",
  unavailableTitle: "No disponible ahora",
  databaseAway: "El servidor no puede acceder a sus datos en este momento",
  databaseAwayText: "No se ha perdido nada. Esta página lo reintenta cada pocos segundos y vuelve por sí sola.",
  tryNow: "Reintentar ahora",
};

export const app: typeof en.app = {
  description: "Vídeos con subtítulos, en un servidor propio",
};

export const analysisNames: typeof en.analysisNames = {
  sound_quality: "Calidad del sonido",
  topics: "Temas",
  sentiment: "Tono",
  tags: "Etiquetas sugeridas",
  safety: "Seguridad",
  chapters: "Capítulos",
  summary: "Resumen",
  meaning: "Búsqueda por significado",
  speakers: "Hablantes",
  sound_events: "Música",
  thumbnails: "Miniaturas",
};

export const commonScript: typeof en.commonScript = {
  close: "Cerrar este mensaje",
  closeSign: "×",
  copyFailed: (text) => `Este navegador no permite copiar aquí. El texto es: ${text}`,
  live: "En directo",
  asking: "Se actualiza cada pocos segundos",
  offline: "No se puede conectar con el servidor. Inténtalo de nuevo cuando vuelva la conexión.",
  offlineKept: "No se puede conectar con el servidor. Lo que has escrito sigue en esta página.",
  offlineShort: (when) => `Sin conexión. ${when}`,
  tryNow: "Reintentar ahora",
  tryingAgain: "Reintentando",
  tryingAgainIn: (seconds) =>
    plural(seconds, { one: "Nuevo intento en # segundo", other: "Nuevo intento en # segundos" }),
  back: "La conexión ha vuelto.",
  problems: {
    401: "Vuelve a iniciar sesión para hacer esto.",
    403: "No puedes cambiar esto. Inicia sesión como su propietario.",
    404: "Ya no existe.",
    409: "No se puede hacer ahora, porque algo ha cambiado entretanto.",
    413: "El archivo es más grande de lo que acepta este servidor.",
    415: "Este archivo no tiene vídeo ni sonido que se pueda leer.",
    423: "Se está cambiando en otro lugar. Inténtalo de nuevo en un momento.",
    429: "Ha habido demasiados intentos. Espera un rato.",
    500: "Algo ha fallado en el servidor. Inténtalo de nuevo en un momento.",
    503: "El servidor está ocupado o no está disponible. Inténtalo de nuevo en un momento.",
    507: "El disco del servidor está lleno.",
  },
  withReason: (meaning, detail) => `${meaning} (${detail})`,
  refused: "El servidor no pudo hacerlo. Inténtalo de nuevo en un momento.",
  fileTooLarge: (size, most) => `El archivo ocupa ${bytes(size)}. Este servidor acepta hasta ${bytes(most)}.`,
};
