import { ANALYSIS_KINDS, type AnalysisKind } from "../../../../src/core/analyses.ts";
import type { Video } from "../../../../src/db/videos/videos.ts";
import type { Analysis } from "../../../../src/db/analyses/analyses.ts";
import { languageName } from "../../shared/video_elements.tsx";
import { words } from "../../words/words.ts";
import { viewOf } from "./kinds.tsx";
import { LanguageLine, Languages } from "./language.tsx";

export interface AboutProps {
  video: Video;
  analyses: readonly Analysis[];
  /** The kinds that whoever looks may ask for. */
  possible: readonly AnalysisKind[];
  mayChange: boolean;
}

/**
 * What was found out about a video. Each kind has a line that opens, so the captions stay where they are. Only what is
 * in the lines is replaced while the page is open: what a person opened stays open.
 */
export function About({ video, analyses, possible, mayChange }: AboutProps) {
  return (
    <section class="panel about" aria-labelledby="about-title">
      <h2 class="panel-title" id="about-title">{words().about.title}</h2>
      <details id="about-language">
        <summary>
          <LanguageLine video={video} />
        </summary>
        <Languages video={video} />
      </details>
      {ANALYSIS_KINDS.map((kind) => {
        const parts = { kind, analysis: find(analyses, kind), isPossible: possible.includes(kind) };
        return (
          <details id={`about-${kind}`}>
            <summary>
              <Line {...parts} />
            </summary>
            <Details {...parts} video={video} mayChange={mayChange} />
          </details>
        );
      })}
    </section>
  );
}

/** The parts of the panel that change while the page is open. */
export function AboutParts({ video, analyses, possible, mayChange }: AboutProps) {
  return (
    <>
      <LanguageLine video={video} />
      <Languages video={video} />
      {ANALYSIS_KINDS.map((kind) => {
        const parts = { kind, analysis: find(analyses, kind), isPossible: possible.includes(kind) };
        return (
          <>
            <Line {...parts} />
            <Details {...parts} video={video} mayChange={mayChange} />
          </>
        );
      })}
    </>
  );
}

interface KindProps {
  kind: AnalysisKind;
  /** undefined: it was never asked for, and is shown only where it can be. */
  analysis: Analysis | undefined;
  isPossible: boolean;
}

function find(analyses: readonly Analysis[], kind: AnalysisKind): Analysis | undefined {
  return analyses.find((analysis) => analysis.kind === kind);
}

function Line({ kind, analysis, isPossible }: KindProps) {
  const { about: w, analysisNames } = words();
  const state = analysis?.state ?? (isPossible ? "missing" : "none");
  return (
    <span class="about-line" data-part={`about-${kind}-line`} data-state={state}>
      <span class="about-name">{analysisNames[kind]}</span>{" "}
      {state !== "none" && <span>{analysis ? inShort(analysis) : w.notMade}</span>}
    </span>
  );
}

function inShort({ kind, state, result, isOutdated }: Analysis): string {
  const { about: w } = words();
  const text = result === null ? [] : [viewOf(kind).line(result as never)];
  if (state === "pending") text.push(w.waiting);
  if (state === "processing") text.push(w.inWork);
  if (state === "failed") text.push(w.failed);
  if (state === "ready" && isOutdated) text.push(w.outdated);
  return text.join(" · ");
}

function Details({ kind, analysis, isPossible, video, mayChange }: KindProps & { video: Video; mayChange: boolean }) {
  const { about: w } = words();
  const run = (name: string, isDisabled = false) => (
    <button type="button" class="button" data-action={`analyze-${kind}`} data-analyze={kind} disabled={isDisabled}>
      {name}
    </button>
  );
  if (!analysis) {
    return <div class="about-details" data-part={`about-${kind}`}>{isPossible && mayChange && run(w.make)}</div>;
  }
  const { result, state, error, madeBy, isOutdated } = analysis;
  const { Details, hasMore } = viewOf(kind);
  const isWaiting = state === "pending" && error !== null; // its job was postponed
  const isOpen = (state === "pending" && !isWaiting) || state === "processing";
  const reason = unavailableReason(result);
  const { language = "und", translated_from: translatedFrom = null } = (result ?? {}) as OfText;
  const isShown = result !== null && (reason === null || Boolean(hasMore?.(result as never)));
  return (
    <div class="about-details" data-part={`about-${kind}`}>
      {reason !== null && <p class="about-note">{w.unavailable(reason)}</p>}
      {translatedFrom && reason === null && (
        <p class="about-note">
          {w.madeFromTranslation(languageName(language) ?? language, languageName(translatedFrom) ?? translatedFrom)}
        </p>
      )}
      {isShown && <>{Details({ result: result as never, video, mayChange })}</>}
      {isWaiting && mayChange && <p class="about-note">{w.retriedLater(error)}</p>}
      {state === "failed" && <p class="failed">{mayChange && error ? w.failedBecause(error) : w.notWorkedOut}</p>}
      <p class="about-maker">
        {madeBy && isShown && <span>{w.madeBy(madeBy)}</span>}
        {isOutdated && <span>{w.captionsChanged}</span>}
        {mayChange && run(w.makeAgain, isOpen)}
      </p>
    </div>
  );
}

/** What results of captions have. */
interface OfText {
  language?: string;
  translated_from?: string | null;
}

/** Why nothing was made of the captions; null where it was, or the kind does not read them. */
function unavailableReason(result: unknown): string | null {
  return (result as { unavailable?: string | null } | null)?.unavailable ?? null;
}
