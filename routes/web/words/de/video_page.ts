import type * as en from "../en/video_page.ts";

export const videoPage: typeof en.videoPage = {
  description: {
    title: "Beschreibung",
    add: "Beschreibung hinzufügen",
    edit: "Beschreibung bearbeiten",
    more: "Mehr anzeigen",
    less: "Weniger anzeigen",
    help: "Webadressen werden zu Links, und Zeiten wie 1:23 springen im Video dorthin.",
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
