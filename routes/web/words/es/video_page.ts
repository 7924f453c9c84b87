import type * as en from "../en/video_page.ts";

export const videoPage: typeof en.videoPage = {
  description: {
    title: "Descripción",
    add: "Añadir una descripción",
    edit: "Editar la descripción",
    more: "Mostrar más",
    less: "Mostrar menos",
    help: "Las direcciones web se convierten en enlaces, y los tiempos como 1:23 saltan a ese momento del vídeo.",
  },
};

export const videoPageScript: typeof en.videoPageScript = {
  description: {
    add: videoPage.description.add,
    edit: videoPage.description.edit,
    more: videoPage.description.more,
    less: videoPage.description.less,
  },
};
