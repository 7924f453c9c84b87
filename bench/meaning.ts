/**
 * `./sf bench:meaning`: how well the search finds answers, by words, by meaning, and by both; and how long it takes among
 * 10,000 and 100,000 passages.
 *
 *   --passages 10000,100000   sizes to time; none: 0
 *   --show                    the questions whose answer is not the first
 *
 * The questions are those of tests/data/search, in a database of these transcripts and the talks of tests/data/text. The
 * embeddings of the larger libraries are mixtures of theirs.
 */
import { parseArgs } from "node:util";
import { MINILM } from "../ml/models/analysis_models.ts";
import { ModelStore } from "../ml/models/store.ts";
import { passagesOf } from "../ml/text/passages.ts";
import { type Embed, remembering, SentenceEncoder } from "../ml/text/sentence_encoder.ts";
import { centre, normalized, similarity } from "../ml/text/sentence_model.ts";
import { searchVideos } from "../routes/search_results.ts";
import { newId } from "../src/core/ids.ts";
import { createLog } from "../src/core/log.ts";
import { readConfig } from "../src/core/settings/config.ts";
import { startPostgres } from "../src/db/embedded/mod.ts";
import { connect, type Sql, transaction } from "../src/db/pool/client.ts";
import { migrate } from "../src/db/pool/migrate.ts";
import { findByMeaning, type MeaningPassage, storePassages } from "../src/db/search/meaning.ts";
import { RelatedMoments } from "../src/db/search/related.ts";
import { type BenchVideo, type Question, readQuestions } from "./search_questions.ts";
import { SyntheticSpeech } from "./search_text.ts";

const PASSAGES_OF_A_VIDEO = 100;
const SEARCHES = 40; // timed at each size
const NEAREST = 10;

const { values } = parseArgs({
  args: Deno.args,
  options: { passages: { type: "string", default: "10000,100000" }, show: { type: "boolean", default: false } },
});
const log = createLog("error");
const { modelsDir, hubUrl, cacheDir } = readConfig({});
const store = new ModelStore(modelsDir, log, { hubUrl });
const encoder = await SentenceEncoder.open(`${await store.resolve(MINILM.name)}/${MINILM.files[0].name}`);
const embed = remembering(encoder.embed);
const folder = await Deno.makeTempDir({ prefix: "streamforge_bench_meaning_" });
const postgres = await startPostgres({ dataDir: folder, cacheDir, log });
const sql = connect(postgres.database);
const reader = { user: "owner", isAdministrator: true };
try {
  await migrate(sql, log);
  const { videos, questions } = readQuestions();
  const ids: string[] = [];
  const vectors: Float32Array[] = [];
  for (const video of videos) {
    const passages = await passagesWithCues(video, embed);
    ids.push(await addVideo(sql, video, passages));
    vectors.push(...passages.map(({ vector }) => vector));
  }
  console.log(`${videos.length} videos, ${vectors.length} passages, ${questions.length} questions\n`);
  await measureAnswers(questions, ids);
  let present = 0;
  for (const size of values.passages.split(",").map(Number).filter((size) => size > 0)) {
    await grow(vectors, size - present);
    present = size;
    await measureTime(size, questions);
    await measureRelated(size, ids);
  }
} finally {
  await sql.end({ timeout: 5 });
  await postgres.stop();
  await encoder.close();
  await Deno.remove(folder, { recursive: true });
}

/** A sentence is a cue here. */
async function passagesWithCues({ sentences }: BenchVideo, embed: Embed): Promise<MeaningPassage[]> {
  return await Promise.all(
    passagesOf(sentences).map(async ({ start, end, text }) => ({
      firstPosition: sentences.findIndex((sentence) => sentence.start >= start) + 1,
      lastPosition: sentences.findLastIndex((sentence) => sentence.end <= end) + 1,
      vector: await embed(text),
    })),
  );
}

async function addVideo(sql: Sql, { title, sentences }: BenchVideo, passages: MeaningPassage[]): Promise<string> {
  const [id, trackId, revisionId] = [newId(), newId(), newId()];
  const cues = sentences.map(({ start, end, text }, i) => ({ position: i + 1, start, end, text }));
  await transaction(sql, async (tx) => {
    await tx`
      insert into streamforge.videos (id, owner, title, visibility, state, file_name, size_bytes, duration_seconds,
        language, caption_status)
      values (${id}, 'owner', ${title}, 'public', 'ready', 'a.mp4', 1, 60, 'en', 'ready')`;
    await tx`insert into streamforge.tracks (id, video_id, language) values (${trackId}, ${id}, 'en')`;
    await tx`
      insert into streamforge.revisions (id, track_id, source, state)
      values (${revisionId}, ${trackId}, 'auto', 'finished')`;
    await tx`
      insert into streamforge.cues (revision_id, position, start_seconds, end_seconds, text)
      select ${revisionId}, position, start, "end", text from json_to_recordset(${tx.json(cues)}::json)
        as c (position integer, start double precision, "end" double precision, text text)`;
    await tx`update streamforge.tracks set current_revision = ${revisionId} where id = ${trackId}`;
    await storePassages(tx, id, { trackId, revisionId }, passages);
  });
  return id;
}

/** How long the related moments of a video take when nothing is kept. */
async function measureRelated(size: number, ids: readonly string[]): Promise<void> {
  const times: number[] = [];
  for (const id of ids) {
    const before = performance.now();
    await new RelatedMoments(sql).find(id, reader);
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))]);
  console.log(`related moments among ${size} passages: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms`);
}

async function measureAnswers(questions: readonly Question[], ids: readonly string[]): Promise<void> {
  console.log(`${"search by".padEnd(10)} ${"questions".padEnd(24)} recall@1  recall@5    MRR`);
  const kinds = { "in other words": [false], "with words that are said": [true], all: [false, true] };
  for (const mode of ["words", "meaning", "both"] as const) {
    const ranks = new Map<Question, number>();
    for (const question of questions) {
      const request = { query: question.text, mode, language: null, filter: {}, limit: 20, cursor: null };
      const { moments } = await searchVideos({ sql, embedQuery: embed }, request, reader);
      const rank = moments.findIndex(({ video, start, end }) =>
        video.id === ids[question.video] && start < question.answer.end - 0.01 && end > question.answer.start + 0.01
      ) + 1;
      ranks.set(question, rank);
      if (values.show && rank !== 1) {
        console.log(`${mode}, rank ${rank || "-"}: ${question.text} -> ${moments[0]?.text}`);
      }
    }
    for (const [name, kept] of Object.entries(kinds)) {
      const found = questions.filter(({ isQuoted }) => kept.includes(isQuoted)).map((one) => ranks.get(one)!);
      const share = (most: number) => found.filter((rank) => rank > 0 && rank <= most).length / found.length;
      const mrr = found.reduce((sum, rank) => sum + (rank > 0 ? 1 / rank : 0), 0) / found.length;
      const label = `${name}, ${found.length}`;
      console.log(
        `${mode.padEnd(10)} ${label.padEnd(27)} ${share(1).toFixed(2)}      ${share(5).toFixed(2)}  ${mrr.toFixed(3)}`,
      );
    }
  }
}

/** Adds videos whose passages are mixtures of two of the embeddings and noise. */
async function grow(vectors: readonly Float32Array[], passages: number): Promise<void> {
  const speech = new SyntheticSpeech(3);
  const noise = (vector: Float32Array) => normalized(vector.map((value) => value + 0.05 * (speech.random() - 0.5)));
  for (let done = 0; done < passages; done += PASSAGES_OF_A_VIDEO) {
    const count = Math.min(PASSAGES_OF_A_VIDEO, passages - done);
    const sentences = Array.from(
      { length: count },
      (_, i) => ({ start: 5 * i, end: 5 * i + 4.9, text: "A sentence." }),
    );
    const made = sentences.map((_, i) => ({
      ...{ firstPosition: i + 1, lastPosition: i + 1 },
      vector: noise(centre([speech.pick(vectors), speech.pick(vectors)])),
    }));
    await addVideo(sql, { title: "Mixed", sentences }, made);
  }
  await sql`vacuum analyze`;
}

async function measureTime(size: number, questions: readonly Question[]): Promise<void> {
  const stored = [
    ...await sql<{ trackId: string; part: number; vector: Uint8Array }[]>`
      select track_id, part, vector from streamforge.meaning_passages`,
  ].map(({ vector, ...row }) => ({ ...row, vector: normalized(Float32Array.from(new Int8Array(vector))) }));
  const times: number[] = [];
  let common = 0;
  for (const { text } of questions.slice(0, SEARCHES)) {
    const query = await embed(text);
    await findByMeaning(sql, query, { reader, limit: NEAREST });
    const start = performance.now();
    const found = await findByMeaning(sql, query, { reader, limit: NEAREST });
    times.push(performance.now() - start);
    const exact = stored.map((row) => ({ row, alike: similarity(query, row.vector) }))
      .sort((a, b) => b.alike - a.alike).slice(0, NEAREST).map(({ alike }) => alike);
    common += exact.filter((alike) => found.some((moment) => Math.abs(moment.similarity - alike) < 1e-4)).length;
  }
  times.sort((a, b) => a - b);
  const [p50, p95] = [0.5, 0.95].map((q) => times[Math.ceil(q * times.length) - 1].toFixed(0));
  const [{ bytes }] = await sql<{ bytes: string }[]>`
    select pg_size_pretty(pg_total_relation_size('streamforge.meaning_passages')) as bytes`;
  console.log(
    `\n${size} passages more (${bytes}): ${p50} ms at the median, ${p95} ms at the 95th percentile of ${times.length}; ` +
      `${(common / times.length).toFixed(1)} of the ${NEAREST} nearest are found`,
  );
}
