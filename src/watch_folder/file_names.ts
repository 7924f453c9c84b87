/** Folders that storage devices and systems make for themselves; hidden ones are left out anyway. */
const SYSTEM_FOLDERS = new Set([
  ...["@eadir", "@recycle", "@recently-snapshot", "#recycle", "#snapshot", "$recycle.bin", "lost+found"],
  ...["system volume information", "network trash folder", "temporary items"],
]);

/** Extensions of files that are still being written. */
const PARTIAL =
  /\.(part|partial|crdownload|download|opdownload|!qb|!ut|!bt|aria2|filepart|unfinished|incomplete|te?mp)$/i;
/** A program that writes `NAME` straight away keeps one of these beside it. */
const PARTIAL_COMPANIONS = [".part", ".crdownload", ".aria2", ".!qb", ".!ut"];

/** Files that commonly are beside media and are none. */
const COMPANIONS = new RegExp(
  "\\.(srt|vtt|ass|ssa|sub|idx|sup|smi|sbv|ttml|dfxp|lrc|txt|nfo|xml|json|md|htm|html|url|log|md5|sha1|sha256|sfv|" +
    "jpe?g|png|gif|webp|avif|bmp|tiff?|heic|svg|ico|tbn|bif|pdf|epub|docx?|odt|rtf|csv|torrent|magnet|nzb|par2|" +
    "zip|rar|7z|gz|xz|bz2|zst|tar|r\\d\\d|exe|dll|sh|bat|py|js|ini|cfg|conf|db|m3u8?|pls|cue)$",
  "i",
);

const CAPTIONS = /\.(srt|vtt|ass|ssa|sub|smi|sbv|ttml|dfxp|lrc)$/i;
/** Holds only what is said in another language than the rest. */
const FORCED = /\.(forced|foreign)(\.|$)/i;

/** Whether a folder is not looked into. */
export function isIgnoredFolder(name: string): boolean {
  return name.startsWith(".") || SYSTEM_FOLDERS.has(name.toLowerCase());
}

/**
 * Whether a file may be media and is whole, by its name and those beside it.
 *
 * @param names the names in its folder, in lower case
 */
export function isCandidate(name: string, names: ReadonlySet<string>): boolean {
  if (name.startsWith(".") || name.endsWith("~") || PARTIAL.test(name) || COMPANIONS.test(name)) return false;
  return !PARTIAL_COMPANIONS.some((extension) => names.has(`${name.toLowerCase()}${extension}`));
}

/** A file's name without its extension. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

/** Finds the captions beside the files of one folder. */
export class FolderCaptions {
  #byStem = new Map<string, string>();

  /** @param names all names in the folder */
  constructor(names: Iterable<string>) {
    const all = [...names];
    const stems = new Set(all.filter((name) => !COMPANIONS.test(name)).map((name) => stemOf(name).toLowerCase()));
    for (const name of all.filter((name) => CAPTIONS.test(name))) {
      const stem = longestStem(name.toLowerCase(), stems);
      if (stem !== null && !FORCED.test(stemOf(name).slice(stem.length))) this.#byStem.set(stem, name);
    }
  }

  /**
   * The captions of a file: `NAME.srt`, `NAME.en.vtt`, `NAME.en.sdh.ass`. Not those of another file whose longer name fits
   * better, and no forced ones, which are not of all that is said.
   *
   * @returns null if it has none
   */
  of(name: string): string | null {
    return this.#byStem.get(stemOf(name).toLowerCase()) ?? null;
  }
}

/** The longest stem that `name` begins with, before a dot. */
function longestStem(name: string, stems: ReadonlySet<string>): string | null {
  for (let end = name.lastIndexOf("."); end > 0; end = name.lastIndexOf(".", end - 1)) {
    if (stems.has(name.slice(0, end))) return name.slice(0, end);
  }
  return null;
}
