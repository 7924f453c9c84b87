// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import { CAPTION_FORMATS } from "../../../src/captions/files/formats.ts";
import { embedCode, embedSize } from "../../../src/core/embed_code.ts";
import { languageTag } from "../../../src/core/labels/language_labels.ts";
import type { Rendition } from "../../../src/db/videos/renditions.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import type { PlayerTrack } from "../player/controls.tsx";
import { VisibilityChoice } from "../shared/video_elements.tsx";
import { fillIn } from "../words/fill.ts";
import { words } from "../words/words.ts";

/** Widths that are offered for a frame, in pixels. */
const EMBED_WIDTHS = [480, 640, 854, 1280];

export interface ShareProps {
  video: Video;
  /** Of the links; null where the request calls this server by an unknown name: scripts know it. */
  origin: string | null;
  mayChange: boolean;
}

/**
 * The link of a video and how to pass it on. A page of its own without scripts; where there are some, pages show it as a
 * dialog (`client/sheet.ts`).
 */
export function Share({ video, origin, mayChange }: ShareProps) {
  const { share: w, common } = words();
  const { id, title, visibility } = video;
  const address = `${origin ?? ""}/videos/${id}`;
  const largest = embedSize(video);
  const src = `${origin ?? ""}/embed/${id}`;
  return (
    <section
      class="sheet"
      aria-labelledby="sheet-title"
      data-sheet="share"
      data-id={id}
      data-title={title}
      data-visibility={visibility}
    >
      <SheetTitle text={w.heading} title={title} />
      <div class="sheet-link">
        <div>
          <p class="sheet-row">
            <input
              type="text"
              class="share-link"
              aria-label={w.link}
              readonly
              value={address}
              dir="ltr"
              autocomplete="off"
            />
            <button type="button" class="button main share-copy">{w.copyLink}</button>
          </p>
          <p class="sheet-row">
            <label class="field">
              <input type="checkbox" class="share-at" autocomplete="off" /> {w.startAt}
            </label>
            <input
              type="text"
              class="share-time"
              aria-label={w.startTime}
              aria-describedby="share-said"
              value="0:00"
              inputmode="text"
              autocomplete="off"
            />
            <button type="button" class="button share-native" hidden>{w.sendTo}</button>
          </p>
          <p class="sheet-row">
            <span class="sheet-label">{common.whoMayWatch}</span>
            {mayChange && <VisibilityChoice label={common.whoMayWatch} value={visibility} />}
            <span class="share-meaning">{common.visibilityMeanings[visibility]}</span>
          </p>
          {mayChange && <p class="sheet-private">{w.privateLink}</p>}
        </div>
        <div class="qr" data-label={w.qr}></div>
      </div>
      <div class="sheet-embed">
        <h3>{w.embed}</h3>
        <p class="sheet-row">
          <span>{w.embedHelp}</span>
          <label class="field">
            {w.size}{" "}
            <select class="share-size" autocomplete="off" data-width={largest.width} data-height={largest.height}>
              <option value="">{w.asWideAsItsPlace}</option>
              {EMBED_WIDTHS.filter((width) => width <= largest.width).map((width) => {
                const size = embedSize(video, { maxWidth: width });
                return (
                  <option value={`${size.width}x${size.height}`}>
                    {size.width} × {size.height}
                  </option>
                );
              })}
            </select>
          </label>
          <button type="button" class="button share-copy-code">{w.copyCode}</button>
        </p>
        <textarea class="share-code" aria-label={w.embedHelp} rows={4} readonly dir="ltr" spellcheck={false}>
          {embedCode({ src, title, ...largest, isResponsive: true })}
        </textarea>
      </div>
      <p class="sheet-said" id="share-said" role="status"></p>
      <p class="choices">
        <a class="button" href={`/videos/${id}/download`} data-opens="sheet">{w.download}</a>
      </p>
    </section>
  );
}

function SheetTitle({ text, title }: { text: string; title: string }) {
  return (
    <h2 id="sheet-title">
      {fillIn(text, { title: () => <bdi>{title}</bdi> })}
    </h2>
  );
}

export interface DownloadProps {
  video: Video;
  renditions: Rendition[];
  tracks: PlayerTrack[];
  /** The default one. */
  track: PlayerTrack | null;
  mayChange: boolean;
}

/** The files of a video: its sizes, its captions, and for its owner both in one file. */
export function Download({ video, renditions, tracks, track, mayChange }: DownloadProps) {
  const { share: w } = words();
  const finished = tracks.filter(({ state }) => state === "finished");
  const ordered = finished.toSorted((a, b) => Number(b.id === track?.id) - Number(a.id === track?.id));
  return (
    <section class="sheet" aria-labelledby="sheet-title" data-sheet="download" data-id={video.id}>
      <SheetTitle text={w.downloadHeading} title={video.title} />
      <h3>{w.video}</h3>
      <p class="sheet-row">
        {renditions.map((one) => (
          <a
            class="button"
            href={`/api/stream/${video.id}/${one.name}?download=true`}
            download
            aria-label={w.downloadVideo(sizeText(one))}
          >
            {sizeText(one)}
          </a>
        ))}
      </p>
      <h3>{w.captions}</h3>
      {ordered.length === 0 && <p>{w.noCaptions}</p>}
      {ordered.map((one) => <Captions video={video} track={one} isOnly={ordered.length === 1} />)}
      {mayChange && ordered.length > 0 && <Exports video={video} tracks={ordered} />}
      <p class="sheet-said" role="status"></p>
      <p class="choices">
        <a class="button" href={`/videos/${video.id}/share`} data-opens="sheet">{w.share}</a>
      </p>
    </section>
  );
}

/** As `720p, 48 MB`. */
function sizeText({ name, shortSide, sizeBytes }: Rendition): string {
  const { share: w, formats } = words();
  const size = shortSide === 0 ? w.sound : name === "source" ? w.original(shortSide) : name;
  return w.sizeOf(size, formats.bytes(sizeBytes));
}

function Captions({ video, track, isOnly }: { video: Video; track: PlayerTrack; isOnly: boolean }) {
  const { share: w } = words();
  return (
    <p class="sheet-row" data-track={track.id}>
      <span class="sheet-label" lang={languageTag(track.language)}>{track.label}</span>
      {CAPTION_FORMATS.map(({ name, label }) => (
        <a
          class="button"
          href={`/api/videos/${video.id}/captions.${name}?track=${track.id}`}
          download={`${video.title}.${name}`}
          aria-label={isOnly ? w.captionsAs(label) : w.trackAs(track.label, label)}
        >
          {name}
        </a>
      ))}
    </p>
  );
}

/** Files of the video with its captions, which a job makes. */
function Exports({ video, tracks }: { video: Video; tracks: PlayerTrack[] }) {
  const { share: w } = words();
  const files = [
    { format: "mp4", text: "mp4", label: w.exports.mp4, isBurned: false },
    { format: "mkv", text: "mkv", label: w.exports.mkv, isBurned: false },
    { format: "mp4", text: w.exports.burnedShort, label: w.exports.burned, isBurned: true },
  ].filter(({ isBurned }) => !isBurned || video.hasVideo);
  return (
    <>
      <h3>{w.withCaptions}</h3>
      <p class="sheet-row">
        {files.map(({ format, text, label, isBurned }) => (
          <button
            type="button"
            class="button"
            data-export-format={format}
            data-burn-in={isBurned ? "yes" : "no"}
            aria-label={label}
          >
            {text}
          </button>
        ))}
        {video.hasVideo && (
          <select class="burn-track" aria-label={w.burnTrack} autocomplete="off" hidden={tracks.length === 1}>
            {tracks.map(({ id, label }) => <option value={id}>{label}</option>)}
          </select>
        )}
      </p>
    </>
  );
}
