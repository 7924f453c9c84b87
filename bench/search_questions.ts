import type { Sentence } from "../ml/text/sentences.ts";
import { readTalks, timed } from "./labelled_text.ts";

/** A question of tests/data/search/transcripts.txt, with the moment that answers it. */
export interface Question {
  text: string;
  /** Whether it has words that are said; else it asks in other words. */
  isQuoted: boolean;
  /** Index of the video. */
  video: number;
  answer: Sentence;
}

/** A video to search in. */
export interface BenchVideo {
  title: string;
  sentences: Sentence[];
}

/** The transcripts with their questions, and after them the talks of tests/data/text, which answer none. */
export function readQuestions(): { videos: BenchVideo[]; questions: Question[] } {
  const text = Deno.readTextFileSync(new URL("../tests/data/search/transcripts.txt", import.meta.url));
  const videos: BenchVideo[] = [];
  const questions: Question[] = [];
  for (const block of text.split(/^== /m).slice(1)) {
    const [title, ...lines] = block.trim().split("\n");
    const sentences = timed(lines.filter((line) => !/^[?=] /.test(line)));
    let answer = -1;
    for (const line of lines) {
      if (!/^[?=] /.test(line)) answer++;
      else {
        const isQuoted = line.startsWith("=");
        questions.push({ text: line.slice(2), isQuoted, video: videos.length, answer: sentences[answer] });
      }
    }
    videos.push({ title, sentences });
  }
  for (const { topic, sentences } of readTalks()) videos.push({ title: topic, sentences: timed(sentences) });
  return { videos, questions };
}
