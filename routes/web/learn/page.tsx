import type { Child } from "hono/jsx";
import type { Origin } from "../../../ml/transformer/translation/origin.ts";
import type { AssetUrl } from "../shared/assets.ts";
import { currentLocale, words } from "../words/words.ts";
import { type Chapter, CHAPTERS } from "./chapters.tsx";
import { QUESTIONS } from "./questions.ts";

/** Says to whom reads another language that the texts are in English. */
function InEnglish() {
  return currentLocale() === "en" ? null : <p class="learn-note" lang={currentLocale()}>{words().learn.inEnglish}</p>;
}

/** The list of chapters. @param origin how the server's translator was trained; null if it has none */
export function LearnIndex({ origin }: { origin: Origin | null }) {
  return (
    <div class="learn stack" lang="en">
      <InEnglish />
      <section aria-labelledby="title">
        <h1 class="report-title" id="title">How a transformer works</h1>
        <p class="learn-text">
          The program that writes your captions is a transformer. This is a short path to how one works, with one to
          play with at every step. What you play with is computed in this browser, by the same modules that the
          repository trains and tests; only the last chapter asks the server, for your own videos.
        </p>
        {origin && (
          <p class="learn-note">
            The translator of two chapters was made by <code>{origin.command}</code>{" "}
            in the repository, in two minutes on two cores. The same command makes it again.
          </p>
        )}
      </section>
      <ol class="chapter-list">
        {CHAPTERS.map(({ name, title, promise }, i) => (
          <li class="panel">
            <span class="panel-note" aria-hidden="true">{i + 1}</span>
            <h2>
              <a href={`/learn/${name}`}>{title}</a>
            </h2>
            <p>{promise}</p>
          </li>
        ))}
      </ol>
    </div>
  );
}

export interface LearnChapterProps {
  chapter: Chapter;
  /** Whether the server has a trained translator. */
  hasModel: boolean;
  asset: AssetUrl;
  /** Replaces the chapter's own body, for the chapter that depends on the viewer's videos. */
  children?: Child;
}

/** One chapter with links to its neighbours. Its script reads the `data-` attributes to know what to draw. */
export function LearnChapter({ chapter, hasModel, asset, children }: LearnChapterProps) {
  const at = CHAPTERS.indexOf(chapter);
  const { Body } = chapter;
  const { learn: w } = words();
  const lang = currentLocale();
  return (
    <article
      class="learn stack"
      lang="en"
      id="learn"
      data-chapter={chapter.name}
      data-worker={asset("learn_worker.js")}
      data-model={hasModel ? "/learn/model.safetensors" : ""}
    >
      <header>
        <p class="dim" lang={lang}>
          <a href="/learn">{w.allChapters}</a> · {w.nthOf(at + 1, CHAPTERS.length)}
        </p>
        <InEnglish />
        <h1 class="report-title" id="title">{chapter.title}</h1>
      </header>
      {children ?? <Body />}
      <CheckYourself chapter={chapter.name} />
      <noscript>
        <p class="learn-note" lang={lang}>{w.needsScript}</p>
      </noscript>
      <nav class="chapter-nav" aria-label={w.chapters}>
        {at > 0 && (
          <a class="button" href={`/learn/${CHAPTERS[at - 1].name}`} rel="prev">{"<"} {CHAPTERS[at - 1].title}</a>
        )}
        {at < CHAPTERS.length - 1 && (
          <a class="button main" href={`/learn/${CHAPTERS[at + 1].name}`} rel="next">{CHAPTERS[at + 1].title} {">"}</a>
        )}
      </nav>
    </article>
  );
}

/** Questions, each answer of which opens to say why it is right or wrong. It needs no script. */
function CheckYourself({ chapter }: { chapter: string }) {
  return (
    <section class="panel" aria-labelledby="questions-title">
      <h2 class="panel-title" id="questions-title">check yourself</h2>
      <p class="learn-note">Choose an answer: it opens and says why it is right or wrong.</p>
      <ol class="questions">
        {QUESTIONS[chapter].map(({ ask, answers }, i) => (
          <li>
            <h3 id={`question-${i + 1}`}>{ask}</h3>
            <div role="group" aria-labelledby={`question-${i + 1}`}>
              {answers.map(({ text, isRight, why }) => (
                <details class={isRight ? "answer right" : "answer"}>
                  <summary>{text}</summary>
                  <p>
                    <b>{isRight ? "Right." : "No."}</b> {why}
                  </p>
                </details>
              ))}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function findChapter(name: string): Chapter | undefined {
  return CHAPTERS.find((chapter) => chapter.name === name);
}
