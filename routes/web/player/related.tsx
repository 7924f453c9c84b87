import { words } from "../words/words.ts";

/** What is said in other videos that is near in meaning. The script fills it in, and shows it if there is any. */
export function Related() {
  return (
    <div id="related-place">
      <section class="panel related" aria-labelledby="related-title" hidden>
        <h2 class="panel-title" id="related-title">{words().videoPage.related}</h2>
        <ol></ol>
      </section>
    </div>
  );
}
