import type * as en from "../en/library.ts";
import { formats } from "./formats.ts";

const { bytes, list, number, percent, plural, time } = formats;

export const library: typeof en.library = {
  title: "Biblioteca",
  upload: "Subir",
  upTo: (size) => `Hasta ${bytes(size)} por archivo`,
  chooseFiles: "Elegir archivos",
  orDrop: "o suelta vídeos, audio o carpetas en cualquier parte de esta página",
  uploadOptions: "Opciones",
  files: "Archivos",
  language: "Idioma",
  visibility: "Visibilidad",
  needsScript: "Para subir archivos desde esta página, activa JavaScript en tu navegador.",
  uploads: "Subidas",
  videos: (n) => plural(n, { one: "# vídeo", other: "# vídeos" }),
  videosSoFar: (n) => plural(n, { one: "# vídeo por ahora", other: "# vídeos por ahora" }),
  emptyForGuests: "Todavía no hay vídeos públicos. Los vídeos ocultos solo se abren con su enlace.",
  firstRun: {
    begin: "Empieza con un vídeo",
    beginHow:
      "Suelta un vídeo o audio en cualquier parte de esta página, o elige uno. Sus subtítulos se escriben en este servidor.",
    choose: "Elegir un vídeo",
    try: "O prueba la muestra",
    tryHow: (seconds, size) =>
      `${time(Math.round(seconds), "second")} de voz en inglés (${
        bytes(size)
      }), que ya están aquí. Se sube como cualquier vídeo, y su página muestra los subtítulos mientras se escriben.`,
    trySample: "Probar la muestra",
    sampleName: "Muestra - el arte de imprimir",
    server: "Lo que puede este servidor",
    writes: {
      cpu: "Escribe subtítulos en su procesador, con el modelo <model/>.",
      cuda: "Escribe subtítulos en su tarjeta gráfica, con el modelo <model/>.",
    },
    model: "Escribe subtítulos con el modelo <model/>.",
    speed: (times) =>
      `Medido aquí: ${
        number(times, { maximumFractionDigits: times < 10 ? 1 : 0 })
      } veces más rápido que la voz. Una hora tarda unos ${time(Math.max(1, Math.round(60 / times)), "minute")}.`,
    notMeasured: "Su velocidad aún no se ha medido. Se mide sola cuando el modelo está descargado.",
    noWorker: "No hay ningún proceso de trabajo: los vídeos no se preparan ni se subtitulan.",
    signIn: "<link>Inicia sesión</link> para añadir vídeos o ver los tuyos.",
  },
  noMatch: "Ningún vídeo coincide. <link>Mostrar todos</link>",
  more: "Más vídeos",
  whoMayWatch: (title) => `Quién puede ver ${title}`,
  editOf: (title) => `Editar el título y las etiquetas de ${title}`,
  deleteOf: (title) => `Eliminar ${title}`,
  moreOf: (title) => `Más sobre ${title}`,
  select: {
    bar: "Vídeos seleccionados",
    all: "Todos",
    allShown: "Seleccionar todos los mostrados",
    end: "Listo",
    box: (title) => `Seleccionar ${title}`,
    actions: {
      tags: "Etiquetas",
      visibility: "Visibilidad",
      playlist: "Lista",
      download: "Descargar",
      captions: "Subtítulos",
    },
  },
  find: {
    fold: (n) => n > 0 ? `Filtros (${number(n)})` : "Filtros",
    form: "Vídeos",
    label: "Buscar en títulos y etiquetas",
    hint: "Títulos y etiquetas",
    search: "Buscar",
    said: "Buscar en lo que se dice",
    status: "Estado",
    sort: "Ordenar por",
    order: "Orden",
    descending: "↓ Descendente",
    ascending: "↑ Ascendente",
    view: "Vista",
    grid: "Cuadrícula",
    list: "Lista",
    statuses: { captioned: "Con subtítulos", processing: "En proceso", failed: "Con error" },
    sorts: { created: "Fecha", title: "Título", duration: "Duración", size: "Tamaño" },
    only: "Solo",
    remove: (words) => `Quitar el filtro ${words}`,
    showAll: "Mostrar todos",
    saidInstead: "Buscar «<text/>» en lo que se dice",
  },
};

export const libraryScript: typeof en.libraryScript = {
  videos: library.videos,
  videosSoFar: library.videosSoFar,
  captioned: "con subtítulos",
  busy: "en proceso",
  failed: "con error",
  lessThanAMinuteLeft: "Falta menos de un minuto",
  minutesLeft: (minutes) => `${minutes === 1 ? "Queda" : "Quedan"} aproximadamente ${time(minutes, "minute")}`,
  hoursLeft: (hours, minutes) =>
    `${hours === 1 ? "Queda" : "Quedan"} aproximadamente ${time(hours, "hour")}${
      minutes > 0 ? ` ${time(minutes, "minute")}` : ""
    }`,
  folders: {
    taken: (n, names) =>
      plural(n, {
        one: `Se añadió # archivo de ${quoted(names)}.`,
        other: `Se añadieron # archivos de ${quoted(names)}.`,
      }),
    empty: (names) => names.length === 1 ? `${quoted(names)} está vacía.` : `${quoted(names)} están vacías.`,
    noMedia: (names) => `No hay vídeo ni audio en ${quoted(names)}.`,
    others: (n) =>
      plural(n, {
        one: "# archivo no es ni vídeo ni audio y se ha omitido.",
        other: "# archivos no son ni vídeo ni audio y se han omitido.",
      }),
    unreadable: (n) => plural(n, { one: "No se pudo leer # archivo.", other: "No se pudieron leer # archivos." }),
    cut: "Hay más contenido: suelta el resto en carpetas más pequeñas.",
  },
  fold: library.find.fold,
  select: {
    count: (n) => plural(n, { one: "# seleccionado", other: "# seleccionados" }),
    none: "No hay ningún vídeo seleccionado.",
    failed: (failed, all) =>
      `No se pudo cambiar ${number(failed)} de ${plural(all, { one: "# vídeo", other: "# vídeos" })}:`,
    reasons: "Motivos",
    changed: (n) => plural(n, { one: "# vídeo cambiado.", other: "# vídeos cambiados." }),
    tagsOf: (n) => plural(n, { one: "Etiquetas de # vídeo", other: "Etiquetas de # vídeos" }),
    addTags: "Añadir etiquetas",
    addTagsHelp: "Separadas por comas",
    removeTags: "Quitar etiquetas: elige las que sobran",
    change: "Cambiar",
    whoMayWatch: (n) => plural(n, { one: "Quién puede ver # vídeo", other: "Quién puede ver # vídeos" }),
    visibilities: { private: "Privado", unlisted: "Oculto", public: "Público" },
    visibilityMeanings: {
      private: "Solo tú",
      unlisted: "Cualquiera que tenga el enlace",
      public: "Todo el mundo, también en la portada",
    },
    captionsAgain: (n) =>
      plural(n, {
        one: "¿Hacer de nuevo los subtítulos de # vídeo?",
        other: "¿Hacer de nuevo los subtítulos de # vídeos?",
      }),
    captionsHelp: "Lo que se ha corregido a mano se conserva. Tarda tanto como la primera vez.",
    makeCaptions: "Hacer subtítulos",
    captionsQueued: (n) =>
      plural(n, {
        one: "Los subtítulos de # vídeo se hacen de nuevo.",
        other: "Los subtítulos de # vídeos se hacen de nuevo.",
      }),
    addTo: (n) => plural(n, { one: "Añadir # vídeo a una lista", other: "Añadir # vídeos a una lista" }),
    newPlaylist: "Título de una lista nueva",
    makePlaylist: "Crear y añadir",
    added: (n, title) =>
      plural(n, { one: `# vídeo está ahora en «${title}».`, other: `# vídeos están ahora en «${title}».` }),
    downloadOf: (n) => plural(n, { one: "Descargar # vídeo", other: "Descargar # vídeos" }),
    downloadHelp: "En un solo archivo ZIP.",
    both: "Vídeos y subtítulos",
    videosOnly: "Vídeos",
    videosHelp: "Los archivos subidos, si son tuyos y se conservan; si no, el tamaño más grande.",
    captionsOnly: "Subtítulos",
    tooMany: (most) => `Se pueden descargar ${number(most)} vídeos a la vez como máximo. Selecciona menos.`,
    deleted: (n) => plural(n, { one: "# vídeo eliminado.", other: "# vídeos eliminados." }),
    maybeDeleted: (n) =>
      plural(n, {
        one: "Quizá # vídeo esté eliminado: no llegó respuesta.",
        other: "Quizá # vídeos estén eliminados: no llegó respuesta.",
      }),
    undoOf: (n) =>
      plural(n, { one: "Deshacer la eliminación de # vídeo", other: "Deshacer la eliminación de # vídeos" }),
  },
  edit: {
    heading: "Título y etiquetas",
    title: "Título",
    tags: "Etiquetas",
    tagsHelp: "Separadas por comas, 20 como máximo",
    tagsInUse: "Etiquetas en uso",
    cancel: "Cancelar",
    save: "Guardar",
  },
  undo: "Deshacer",
  undoOf: (title) => `Deshacer la eliminación de ${title}`,
  deleted: "<title/> se ha eliminado.",
  queue: {
    pauseAll: "Pausar todo",
    resumeAll: "Reanudar todo",
    chooseAgain: "Volver a elegir los archivos",
    cancelThese: "Cancelar estas",
    clear: "Quitar las terminadas",
    cantAdd: (reason) => `No se pueden añadir los archivos: ${reason}. Elígelos de nuevo.`,
    inOtherTab: "Ya se está enviando en otra pestaña.",
    emptyFile: "El archivo está vacío.",
    sentOf: (done, all) => `${done} de ${plural(all, { one: "# archivo enviado", other: "# archivos enviados" })}`,
    partOf: (fraction, size) => `${percent(fraction)} de ${bytes(size)}`,
    speed: (perSecond) => `${bytes(perSecond)}/s`,
    left: (time) => `faltan ${time}`,
    toChoose: (n) =>
      plural(n, {
        one: "# archivo por volver a elegir",
        other: "# archivos por volver a elegir, todos a la vez o uno a uno",
      }),
    changed: (name) =>
      `«${name}» cambió después de enviarse una parte: cancela esta subida y elige el archivo como uno nuevo.`,
    other: (name, size) => `Ese es otro archivo. Se empezó con «${name}» (${bytes(size)}): elige ese para continuar.`,
  },
  shared: {
    title: "Compartido con esta aplicación",
    ask: (names) => `¿Subir ${quoted(names)}?`,
    askToSignIn: (names) => `Inicia sesión para subir ${quoted(names)}. Hasta entonces espera en este navegador.`,
    upload: "Subir",
    signIn: "Iniciar sesión",
    drop: "No subir",
    nothing: "En lo que se compartió no había ningún archivo.",
    failed: "No se pudo recibir lo que se compartió. Compártelo otra vez o elige el archivo en esta página.",
  },
  upload: {
    start: "Empezar",
    pause: "Pausar",
    resume: "Reanudar",
    tryAgain: "Reintentar",
    close: "Cerrar",
    cancel: "Cancelar",
    chooseAgain: "Volver a elegirlo",
    labels: {
      start: (name) => `Empezar la subida de ${name}`,
      pause: (name) => `Pausar la subida de ${name}`,
      resume: (name) => `Reanudar la subida de ${name}`,
      tryAgain: (name) => `Reintentar: ${name}`,
      close: (name) => `Cerrar la subida de ${name}`,
      cancel: (name) => `Cancelar la subida de ${name}`,
      chooseAgain: (name) => `Volver a elegirlo: ${name}`,
    },
    connectionLost: "se perdió la conexión, reintentando",
    serverBusy: "el servidor está ocupado, reintentando",
    unreadable: "No se puede leer el archivo: es una carpeta, o se ha cambiado, movido o eliminado. Elígelo de nuevo.",
    offline: "No se puede conectar con el servidor. Continuará cuando vuelva la conexión.",
    sent: (size) => `${bytes(size)} enviados`,
    waits: (size) => `${bytes(size)}, espera su turno`,
    paused: (done) => `${done}, en pausa`,
    checking: (size) => `${bytes(size)} enviados, el servidor lo está comprobando`,
    chooseToContinue: (reason) => `${reason} Vuelve a elegir el archivo para continuar.`,
    notSentYet: (size) => `${bytes(size)}, sin enviar todavía; vuelve a elegir el archivo`,
    somePartSent: (size) => `Se envió una parte de ${bytes(size)}; vuelve a elegir el archivo para continuar desde ahí`,
    partSent: (fraction, size) =>
      `Se envió el ${percent(fraction)} de ${bytes(size)}; vuelve a elegir el archivo para continuar desde ahí`,
  },
};

function quoted(names: string[]): string {
  return list(names.map((name) => `«${name}»`));
}
