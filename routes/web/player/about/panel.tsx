import { ANALYSIS_KINDS, type AnalysisKind, analysisOf } from "../../../../src/core/analyses.ts";
import type { Video } from "../../../../src/db/videos/videos.ts";
import type { Analysis } from "../../../../src/db/analyses/analyses.ts";
import { sentence } from "../../shared/format.ts";
import { viewOf } from "./kinds.tsx";

export interface AboutProps {
  video: Video;
  analyses: readonly Analysis[];
  mayChange: boolean;
}

/**
 * What was found out about a video. Each kind has a line that opens, so the captions stay where they are. Only what is
 * in the lines is replaced while the page is open: what a person opened stays open.
 */
export function About({ video, analyses, mayChange }: AboutProps) {
  return (
    <section class="panel about" aria-labelledby="about-title">
      <h2 class="panel-title" id="about-title">about this video</h2>
      {ANALYSIS_KINDS.map((kind) => {
        const analysis = find(analyses, kind);
        return (
          <details id={`about-${kind}`}>
            <summary>
              <Line kind={kind} analysis={analysis} />
            </summary>
            <Details kind={kind} analysis={analysis} video={video} mayChange={mayChange} />
          </details>
        );
      })}
    </section>
  );
}

/** The parts of the panel that change while the page is open. */
export function AboutParts({ video, analyses, mayChange }: AboutProps) {
  return (
    <>
      {ANALYSIS_KINDS.map((kind) => {
        const analysis = find(analyses, kind);
        return (
          <>
            <Line kind={kind} analysis={analysis} />
            <Details kind={kind} analysis={analysis} video={video} mayChange={mayChange} />
          </>
        );
      })}
    </>
  );
}

interface KindProps {
  kind: AnalysisKind;
  /** undefined: it was never asked for, and is not shown. */
  analysis: Analysis | undefined;
}

function find(analyses: readonly Analysis[], kind: AnalysisKind): Analysis | undefined {
  return analyses.find((analysis) => analysis.kind === kind);
}

function Line({ kind, analysis }: KindProps) {
  return (
    <span class="about-line" data-part={`about-${kind}-line`} data-state={analysis?.state ?? "none"}>
      <span class="about-name">{analysisOf(kind).title}</span> {analysis && <span>{inShort(analysis)}</span>}
    </span>
  );
}

function inShort({ kind, state, result, isOutdated }: Analysis): string {
  const text = result === null ? [] : [viewOf(kind).line(result as never)];
  if (state === "pending") text.push("waiting");
  if (state === "processing") text.push("in work");
  if (state === "failed") text.push("failed");
  if (state === "ready" && isOutdated) text.push("of earlier captions");
  return text.join(" · ");
}

function Details({ kind, analysis, video, mayChange }: KindProps & { video: Video; mayChange: boolean }) {
  if (!analysis) return <div data-part={`about-${kind}`}></div>;
  const { result, state, error, madeBy, isOutdated } = analysis;
  const { Details } = viewOf(kind);
  const isOpen = state === "pending" || state === "processing";
  return (
    <div class="about-details" data-part={`about-${kind}`}>
      {result !== null && <>{Details({ result: result as never, video, mayChange })}</>}
      {state === "failed" && (
        <p class="failed">{mayChange && error ? sentence(error) : "This could not be worked out."}</p>
      )}
      <p class="about-maker">
        {madeBy && <span>made by {madeBy}</span>}
        {isOutdated && <span>The captions have changed since.</span>}
        {mayChange && (
          <button type="button" class="button" data-action={`analyze-${kind}`} data-analyze={kind} disabled={isOpen}>
            run again
          </button>
        )}
      </p>
    </div>
  );
}
