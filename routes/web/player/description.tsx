// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { Video } from "../../../src/db/videos/videos.ts";
import { MAX_DESCRIPTION_CHARS } from "../../../src/schemas/video.ts";
import { type DescriptionPart, descriptionParts } from "../shared/description_text.ts";
import { words } from "../words/words.ts";

/** Longer descriptions are folded. */
const FOLDED_CHARS = 320;
const FOLDED_LINES = 4;

/** What the owner wrote about the video, and the form that changes it. Folded while it is long. */
export function Description({ video, mayChange }: { video: Video; mayChange: boolean }) {
  const { videoPage: { description: w }, common } = words();
  return (
    <section class="description" id="description" aria-label={w.title}>
      <DescriptionText video={video} />
      <p class="description-actions">
        <button type="button" class="button" id="unfold" aria-expanded="false">{w.more}</button>
        {mayChange && (
          <button type="button" class="button" id="describe">{video.description === "" ? w.add : w.edit}</button>
        )}
      </p>
      {mayChange && (
        <form id="describing" hidden>
          <label for="description-field">{w.title}</label>
          <textarea
            id="description-field"
            name="description"
            rows={8}
            maxlength={MAX_DESCRIPTION_CHARS}
            aria-describedby="description-help"
            autocomplete="off"
            dir="auto"
          >
          </textarea>
          <p id="description-help" class="dim">{w.help}</p>
          <p class="row">
            <button type="submit" class="button main">{common.save}</button>
            <button type="reset" class="button">{common.cancel}</button>
          </p>
        </form>
      )}
    </section>
  );
}

/** The part that changes while the page is open. */
export function DescriptionText({ video: { description, durationSeconds } }: { video: Video }) {
  const isLong = description.length > FOLDED_CHARS || description.split("\n").length > FOLDED_LINES;
  return (
    <div
      class="description-text"
      data-part="description"
      data-long={isLong ? "" : undefined}
      data-source={description}
      hidden={description === ""}
      dir="auto"
    >
      {descriptionParts(description, durationSeconds).map((part) => <Part part={part} />)}
    </div>
  );
}

function Part({ part }: { part: DescriptionPart }) {
  if (part.kind === "text") return <>{part.text}</>;
  if (part.kind === "time") {
    return <a href={`?t=${Math.floor(part.seconds)}`} data-seek={String(part.seconds)}>{part.text}</a>;
  }
  return <a href={part.href} rel="nofollow ugc noopener noreferrer" target="_blank">{part.text}</a>;
}
