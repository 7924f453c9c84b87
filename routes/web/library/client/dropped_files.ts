import { libraryScript } from "../../words/en/library.ts";

const w = libraryScript.folders;

/** Files that are looked at in dropped folders at most, and those taken: a whole disk takes too long to read. */
const MOST_LOOKED_AT = 20_000;
const MOST_TAKEN = 1000;
/** Endings of media files for which some systems have no type. */
const ENDINGS = new Set(
  ("3g2 3gp aac ac3 aif aiff amr asf avi caf divx dts dv eac3 f4v flac flv m1v m2t m2ts m2v m4a m4b m4v mka mkv mov mp2 " +
    "mp3 mp4 mpeg mpg mts mxf oga ogg ogm ogv opus rm rmvb ts vob wav weba webm wma wmv wv").split(" "),
);

/** What was dropped on the page. */
export interface Dropped {
  files: File[];
  /** What was taken from folders and what was left out, as sentences; null where there was no folder. */
  report: string | null;
}

/** What the folders of one drop hold. */
interface Found {
  media: File[];
  others: number;
  unreadable: number;
  /** Whether there is more than was looked at. */
  isCut: boolean;
}

/**
 * The files of a drop. Those dropped by themselves are all taken; of folders, at any depth, only video and sound.
 *
 * Call it in the event's listener: a drop can't be read later.
 */
export function droppedFiles({ items, files }: DataTransfer): Promise<Dropped> {
  const ofFiles = [...items].filter(({ kind }) => kind === "file");
  const entries = ofFiles.map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) return Promise.resolve({ files: [...files], report: null });
  const single = ofFiles.flatMap((item, i) => entries[i]?.isDirectory ? [] : [item.getAsFile()]);
  const folders = entries.filter((entry) => entry?.isDirectory) as FileSystemDirectoryEntry[];
  return readFolders(folders, single.filter((file) => file !== null));
}

async function readFolders(folders: FileSystemDirectoryEntry[], single: File[]): Promise<Dropped> {
  const found: Found = { media: [], others: 0, unreadable: 0, isCut: false };
  let waiting: FileSystemEntry[] = [...folders];
  for (let looked = 0; waiting.length > 0; looked++) {
    if (looked >= MOST_LOOKED_AT || found.media.length >= MOST_TAKEN) {
      found.isCut = true;
      break;
    }
    const entry = waiting.shift()!;
    try {
      if (entry.isDirectory) waiting = [...await contentsOf(entry as FileSystemDirectoryEntry), ...waiting];
      else await look(entry as FileSystemFileEntry, found);
    } catch {
      found.unreadable++;
    }
  }
  return { files: [...single, ...found.media], report: reportOf(folders.map(({ name }) => name), found) };
}

async function look(entry: FileSystemFileEntry, found: Found): Promise<void> {
  const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
  const ending = /\.(\w+)$/.exec(file.name)?.[1].toLowerCase() ?? "";
  // a Mac writes "._talk.mp4" beside "talk.mp4" on other systems' disks
  const isMedia = !file.name.startsWith(".") && (/^(video|audio)\//.test(file.type) || ENDINGS.has(ending));
  if (isMedia) found.media.push(file);
  else found.others++;
}

/** The entries of a folder, by name as a person sorts them. */
async function contentsOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  while (entries.length < MOST_LOOKED_AT) { // Chromium gives 100 at a time
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    entries.push(...some);
  }
  return entries.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

function reportOf(names: string[], { media, others, unreadable, isCut }: Found): string {
  const sentences = [];
  if (media.length > 0) sentences.push(w.taken(media.length, names));
  else sentences.push(others + unreadable === 0 ? w.empty(names) : w.noMedia(names));
  if (others > 0) sentences.push(w.others(others));
  if (unreadable > 0) sentences.push(w.unreadable(unreadable));
  if (isCut) sentences.push(w.cut);
  return sentences.join(" ");
}
