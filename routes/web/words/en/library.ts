import { formats } from "./formats.ts";

const { bytes, list, number, percent, plural, time } = formats;

export const library = {
  title: "Library",
  upload: "Upload",
  upTo: (size: number) => `Up to ${bytes(size)} per file`,
  chooseFiles: "Choose files",
  orDrop: "or drop videos, sound or folders anywhere on this page",
  uploadOptions: "Options",
  files: "Files",
  language: "Language",
  visibility: "Visibility",
  needsScript: "To upload from this page, switch on JavaScript in your browser.",
  uploads: "Uploads",
  videos: (n: number) => plural(n, { one: "# video", other: "# videos" }),
  videosSoFar: (n: number) => plural(n, { one: "# video so far", other: "# videos so far" }),
  emptyForGuests: "No public videos yet. Unlisted videos open with their link only.",
  firstRun: {
    begin: "Begin with a video",
    beginHow: "Drop a video or sound anywhere on this page, or choose one. Its captions are written on this server.",
    choose: "Choose a video",
    try: "Or try the sample",
    tryHow: (seconds: number, size: number) =>
      `${time(Math.round(seconds), "second")} of English speech (${
        bytes(size)
      }), which is here already. It is uploaded like any video, and its page shows the captions while they are written.`,
    trySample: "Try the sample",
    /** The file's name, and so the video's title. */
    sampleName: "Sample - the art of printing",
    server: "What this server can do",
    writes: {
      cpu: "It writes captions on its processor, with the model <model/>.",
      cuda: "It writes captions on its graphics card, with the model <model/>.",
    },
    model: "It writes captions with the model <model/>.",
    speed: (times: number) =>
      `Measured here: ${
        number(times, { maximumFractionDigits: times < 10 ? 1 : 0 })
      } times as fast as the speech. An hour takes about ${time(Math.max(1, Math.round(60 / times)), "minute")}.`,
    notMeasured: "Its speed has not been measured yet. That happens by itself once the model is downloaded.",
    noWorker: "No worker is running: videos are neither prepared nor captioned.",
    signIn: "<link>Sign in</link> to add videos, or to see your own.",
  },
  noMatch: "No video matches. <link>Show all</link>",
  more: "More videos",
  whoMayWatch: (title: string) => `Who may watch ${title}`,
  editOf: (title: string) => `Edit title and tags of ${title}`,
  deleteOf: (title: string) => `Delete ${title}`,
  moreOf: (title: string) => `More for ${title}`,
  select: {
    bar: "Selected videos",
    all: "All",
    allShown: "Select all shown",
    end: "Done",
    box: (title: string) => `Select ${title}`,
    actions: {
      tags: "Tags",
      visibility: "Visibility",
      playlist: "Playlist",
      download: "Download",
      captions: "Captions",
    },
  },
  find: {
    fold: (n: number) => n > 0 ? `Filters (${number(n)})` : "Filters",
    form: "Videos",
    label: "Search titles and tags",
    hint: "Titles and tags",
    search: "Search",
    said: "Search what is said",
    status: "Status",
    sort: "Sort by",
    order: "Order",
    descending: "↓ Descending",
    ascending: "↑ Ascending",
    view: "View",
    grid: "Grid",
    list: "List",
    statuses: { captioned: "With captions", processing: "In progress", failed: "Failed" },
    sorts: { created: "Date added", title: "Title", duration: "Length", size: "File size" },
    only: "Only",
    remove: (words: string) => `Remove the filter ${words}`,
    showAll: "Show all",
    saidInstead: "Search “<text/>” in what is said",
  },
};

export const libraryScript = {
  videos: library.videos,
  videosSoFar: library.videosSoFar,
  /** In the bottom line; the number stands in front. */
  captioned: "with captions",
  busy: "in progress",
  failed: "failed",
  lessThanAMinuteLeft: "Less than a minute left",
  minutesLeft: (minutes: number) => `About ${time(minutes, "minute")} left`,
  hoursLeft: (hours: number, minutes: number) =>
    `About ${time(hours, "hour")}${minutes > 0 ? ` ${time(minutes, "minute")}` : ""} left`,
  folders: {
    taken: (n: number, names: string[]) =>
      plural(n, { one: `# file of ${quoted(names)} was added.`, other: `# files of ${quoted(names)} were added.` }),
    empty: (names: string[]) => `${quoted(names)} ${names.length === 1 ? "is" : "are"} empty.`,
    noMedia: (names: string[]) => `There is no video or sound in ${quoted(names)}.`,
    others: (n: number) =>
      plural(n, {
        one: "# file is neither video nor sound, and was left out.",
        other: "# files are neither video nor sound, and were left out.",
      }),
    unreadable: (n: number) => plural(n, { one: "# file could not be read.", other: "# files could not be read." }),
    cut: "There is more in there: drop the rest in smaller folders.",
  },
  fold: library.find.fold,
  select: {
    count: (n: number) => plural(n, { one: "# selected", other: "# selected" }),
    none: "No video is selected.",
    failed: (failed: number, all: number) =>
      `${number(failed)} of ${plural(all, { one: "# video", other: "# videos" })} could not be changed:`,
    reasons: "Reasons",
    changed: (n: number) => plural(n, { one: "# video is changed.", other: "# videos are changed." }),
    tagsOf: (n: number) => plural(n, { one: "Tags of # video", other: "Tags of # videos" }),
    addTags: "Add tags",
    addTagsHelp: "Separated by commas",
    removeTags: "Remove tags: choose those that go",
    change: "Change",
    whoMayWatch: (n: number) => plural(n, { one: "Who may watch # video", other: "Who may watch # videos" }),
    visibilities: { private: "Private", unlisted: "Unlisted", public: "Public" },
    visibilityMeanings: {
      private: "Only you",
      unlisted: "Anyone with the link",
      public: "Everybody, on the front page too",
    },
    captionsAgain: (n: number) =>
      plural(n, { one: "Make the captions of # video again?", other: "Make the captions of # videos again?" }),
    captionsHelp: "What people edited is kept. It takes as long as the first time.",
    makeCaptions: "Make captions",
    captionsQueued: (n: number) =>
      plural(n, { one: "The captions of # video are made again.", other: "The captions of # videos are made again." }),
    addTo: (n: number) => plural(n, { one: "Add # video to a playlist", other: "Add # videos to a playlist" }),
    newPlaylist: "Title of a new playlist",
    makePlaylist: "Make and add",
    added: (n: number, title: string) =>
      plural(n, { one: `# video is in “${title}” now.`, other: `# videos are in “${title}” now.` }),
    downloadOf: (n: number) => plural(n, { one: "Download # video", other: "Download # videos" }),
    downloadHelp: "As one ZIP file.",
    both: "Videos and captions",
    videosOnly: "Videos",
    videosHelp: "The uploaded files, as far as they are kept and yours; else the largest size.",
    captionsOnly: "Captions",
    tooMany: (most: number) => `At most ${number(most)} videos can be downloaded at once. Select fewer.`,
    deleted: (n: number) => plural(n, { one: "# video is deleted.", other: "# videos are deleted." }),
    maybeDeleted: (n: number) =>
      plural(n, { one: "# video may be deleted: no answer came.", other: "# videos may be deleted: no answer came." }),
    undoOf: (n: number) => plural(n, { one: "Undo the deletion of # video", other: "Undo the deletion of # videos" }),
  },
  edit: {
    heading: "Title and tags",
    title: "Title",
    tags: "Tags",
    tagsHelp: "Separated by commas, at most 20",
    tagsInUse: "Tags in use",
    cancel: "Cancel",
    save: "Save",
  },
  undo: "Undo",
  undoOf: (title: string) => `Undo the deletion of ${title}`,
  deleted: "<title/> is deleted.",
  queue: {
    pauseAll: "Pause all",
    resumeAll: "Resume all",
    chooseAgain: "Choose the files again",
    cancelThese: "Cancel these",
    clear: "Clear finished",
    cantAdd: (reason: string) => `The files can't be added: ${reason}. Choose them again.`,
    inOtherTab: "It is being sent already, in another tab.",
    emptyFile: "The file is empty.",
    sentOf: (done: number, all: number) => `${done} of ${plural(all, { one: "# file", other: "# files" })} sent`,
    partOf: (fraction: number, size: number) => `${percent(fraction)} of ${bytes(size)}`,
    speed: (perSecond: number) => `${bytes(perSecond)}/s`,
    left: (time: string) => `${time} left`,
    toChoose: (n: number) =>
      plural(n, { one: "# file to choose again", other: "# files to choose again, all at once or one by one" }),
    changed: (name: string) =>
      `“${name}” was changed after a part of it was sent: cancel this upload, and choose the file as a new one.`,
    other: (name: string, size: number) =>
      `That is another file. “${name}” (${bytes(size)}) was begun: choose that one to continue it.`,
  },
  /** Files that another app shared with this one. */
  shared: {
    title: "Shared with this app",
    ask: (names: string[]) => `Upload ${quoted(names)}?`,
    askToSignIn: (names: string[]) => `Sign in to upload ${quoted(names)}. Until then it waits in this browser.`,
    upload: "Upload",
    signIn: "Sign in",
    drop: "Don't upload",
    nothing: "There was no file in what was shared.",
    failed: "What was shared could not be taken over. Please share it again, or choose the file on this page.",
  },
  upload: {
    start: "Start",
    pause: "Pause",
    resume: "Resume",
    tryAgain: "Try again",
    close: "Close",
    cancel: "Cancel",
    chooseAgain: "Choose it again",
    /** Labels of a row's buttons. */
    labels: {
      start: (name: string) => `Start the upload of ${name}`,
      pause: (name: string) => `Pause the upload of ${name}`,
      resume: (name: string) => `Resume the upload of ${name}`,
      tryAgain: (name: string) => `Try again: ${name}`,
      close: (name: string) => `Close the upload of ${name}`,
      cancel: (name: string) => `Cancel the upload of ${name}`,
      chooseAgain: (name: string) => `Choose it again: ${name}`,
    },
    connectionLost: "the connection is lost, trying again",
    serverBusy: "the server is busy, trying again",
    unreadable: "The file can't be read: it is a folder, or it was changed, moved or removed. Choose it again.",
    offline: "The server can't be reached. It continues when the connection is back.",
    sent: (size: number) => `${bytes(size)} sent`,
    waits: (size: number) => `${bytes(size)}, waits for its turn`,
    paused: (done: string) => `${done}, paused`,
    checking: (size: number) => `${bytes(size)} sent, the server is checking it`,
    chooseToContinue: (reason: string) => `${reason} Choose the file again to continue.`,
    notSentYet: (size: number) => `${bytes(size)}, not sent yet; choose the file again`,
    somePartSent: (size: number) => `A part of ${bytes(size)} was sent; choose the file again to continue from there`,
    partSent: (fraction: number, size: number) =>
      `${percent(fraction)} of ${bytes(size)} was sent; choose the file again to continue from there`,
  },
};

function quoted(names: string[]): string {
  return list(names.map((name) => `“${name}”`));
}
