import type { Video } from "../../../src/db/videos/videos.ts";
import { words } from "../words/words.ts";

/** Changes the chapters, for the owner. The script fills in the lines when it is opened. */
export function ChapterEditor({ video }: { video: Video }) {
  const { videoPage: { chapters: w }, common } = words();
  return (
    <section class="panel chapter-editor" id="chapter-editor" aria-labelledby="chapter-editor-title">
      <h2 class="panel-title" id="chapter-editor-title">{w.title}</h2>
      <div class="row">
        <ChapterFacts video={video} />
        <button type="button" class="button" id="edit-chapters">{w.edit}</button>
        <button type="button" class="button" id="chapters-of-description" hidden>{w.fromDescription}</button>
      </div>
      <form id="chapter-form" data-duration={video.durationSeconds ?? undefined} novalidate hidden>
        <ol id="chapter-lines"></ol>
        <p class="row">
          <button type="button" class="button" id="add-chapter"></button>
        </p>
        <p class="failed" id="chapter-problem" role="alert"></p>
        <p class="row">
          <button type="submit" class="button main">{common.save}</button>
          <button type="reset" class="button">{common.cancel}</button>
          <span class="dim">{w.stay}</span>
        </p>
      </form>
    </section>
  );
}

/** How many there are and who made them; changes while the page is open. */
export function ChapterFacts({ video: { chapters, chaptersBy } }: { video: Video }) {
  const { videoPage: { chapters: w } } = words();
  return <span data-part="chapter-facts">{chapters.length === 0 ? w.none : w.by[chaptersBy](chapters.length)}</span>;
}
