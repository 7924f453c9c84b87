import type { SpeakerJson, SpeakersJson } from "../schemas/speakers.ts";
import type { EditedCue } from "../core/types.ts";
import { labelSpeakers, type NamedSpan, withoutSpeaker } from "./label_speakers.ts";

/** The spans of all speakers, in the order of time. */
export function namedSpans({ speakers }: SpeakersJson): NamedSpan[] {
  return speakers.flatMap(({ name, spans }) => spans.map((span) => ({ name, ...span })))
    .toSorted((a, b) => a.start - b.start);
}

/** A voice that is found anew has the name of an earlier one that spoke in at least this share of its time. */
const SAME_VOICE_SHARE = 0.5;

/**
 * Gives speakers that are found anew the names that the owner gave to those found before, by the time in which they
 * speak. Two that the owner made one become one again.
 */
export function carryNames(before: SpeakersJson, after: SpeakersJson): SpeakersJson {
  const names = new Map<number, string>();
  for (const speaker of after.speakers) {
    const [most] = before.speakers.map((earlier) => ({ earlier, seconds: sharedSeconds(earlier, speaker) }))
      .toSorted((a, b) => b.seconds - a.seconds);
    if (most?.earlier.is_named && most.seconds >= SAME_VOICE_SHARE * speaker.seconds) {
      names.set(speaker.id, most.earlier.name);
    }
  }
  return renameSpeakers(after, names);
}

function sharedSeconds(a: SpeakerJson, b: SpeakerJson): number {
  let [i, j, seconds] = [0, 0, 0];
  while (i < a.spans.length && j < b.spans.length) {
    const [p, q] = [a.spans[i], b.spans[j]];
    seconds += Math.max(0, Math.min(p.end, q.end) - Math.max(p.start, q.start));
    if (p.end < q.end) i++;
    else j++;
  }
  return seconds;
}

/**
 * Gives speakers other names. Two of the same name become one: the machine can take one voice for two.
 *
 * @param names by id; null: the machine's name
 */
export function renameSpeakers({ speakers }: SpeakersJson, names: ReadonlyMap<number, string | null>): SpeakersJson {
  const renamed = speakers.map((speaker) => {
    if (!names.has(speaker.id)) return speaker;
    const name = names.get(speaker.id) ?? machineName(speaker.id);
    return { ...speaker, name, is_named: name !== machineName(speaker.id) };
  });
  const joined = [...Map.groupBy(renamed, ({ name }) => name).values()].map(([first, ...others]) => ({
    ...first,
    seconds: Math.round(10 * others.reduce((sum, { seconds }) => sum + seconds, first.seconds)) / 10,
    spans: [first, ...others].flatMap(({ spans }) => spans).toSorted((a, b) => a.start - b.start),
  }));
  return { speakers: joined };
}

/** The name of a speaker until the owner gives one. */
export function machineName(id: number): string {
  return `Speaker ${id}`;
}

/**
 * Writes names that the machine found into captions. What a person said about a cue stays. One speaker alone is not
 * named.
 *
 * @param options.isFirst whether it was never done before: then edited cues without a speaker get one too
 */
export function labelCues(
  cues: readonly EditedCue[],
  found: SpeakersJson,
  { language, isFirst }: { language: string | null; isFirst: boolean },
): EditedCue[] {
  const spans = found.speakers.length > 1 ? namedSpans(found) : [];
  const isKept = ({ isEdited, speaker }: EditedCue) => isEdited && (speaker !== undefined || !isFirst);
  return cues.flatMap((cue) => {
    if (isKept(cue)) return [cue];
    if (spans.length === 0) return [withoutSpeaker(cue)];
    // an edited cue stays whole: a person made it so
    return labelSpeakers([cue.isEdited ? { ...cue, words: [] } : cue], spans, language)
      .map((piece) => cue.isEdited ? { ...piece, words: cue.words } : piece);
  }).map((cue, i) => ({ ...cue, id: i + 1 }));
}

/** Writes other names in place of earlier ones. @param names the new name by the earlier one */
export function renameInCues(cues: readonly EditedCue[], names: ReadonlyMap<string, string>): EditedCue[] {
  return cues.map((cue) => {
    const name = cue.speaker === undefined ? undefined : names.get(cue.speaker);
    return name === undefined ? cue : { ...cue, speaker: name };
  });
}
