import { formats } from "./formats.ts";

const { number } = formats;

/** Lists of videos that people make. */
export const playlists = {
  title: "Playlists",
  yours: "Your playlists",
  others: "Public playlists",
  none: "No playlists yet. Make one here, or choose “Save” at a video.",
  nonePublic: "No public playlists yet.",
  newTitle: "Title of the new playlist",
  newVisibility: "Who may see the new playlist",
  create: "Make playlist",
  playAll: "Play all",
  copyLink: "Copy link",
  rename: "Rename",
  whoMaySee: "Who may see this playlist",
  visibilities: { private: "Private", unlisted: "Unlisted", public: "Public" },
  visibilityMeanings: {
    private: "Only you",
    unlisted: "Anyone with the link",
    public: "Everybody, on the page of playlists too",
  },
  titleField: "Title",
  empty: "Nothing in it yet: choose “Save” at a video.",
  emptyForYou: "Nothing in it that you may watch.",
  up: "Up",
  down: "Down",
  remove: "Remove",
  moveUp: (title: string) => `Move ${title} up`,
  moveDown: (title: string) => `Move ${title} down`,
  removeOf: (title: string) => `Remove ${title}`,
  reorderHelp: "Drag a video to another place, or move it with its buttons.",
  save: "Save",
  saveOf: (title: string) => `Save ${title} to a playlist`,
  saveTo: "Save to a playlist: <title/>",
  saveTitle: "Save to a playlist",
  queue: "Playlist",
  playsNext: "Play the next one by itself",
  previous: "Previous",
  next: "Next",
};

export const playlistsScript = {
  added: (title: string) => `It is in “${title}” now.`,
  removed: (title: string) => `It is not in “${title}” any more.`,
  linkCopied: "The link of the playlist is copied.",
  nextKey: "Next or previous in the playlist",
  confirmDelete: "Delete this playlist? Its videos stay.",
  delete: "Delete",
  keep: "Keep it",
  moved: (title: string, place: number, of: number) => `${title} is number ${number(place)} of ${number(of)} now.`,
  taken: (title: string) => `${title} is removed.`,
  visibilityNow: {
    private: "It is private now.",
    unlisted: "It is unlisted now.",
    public: "It is public now.",
  } as Record<string, string>,
};
