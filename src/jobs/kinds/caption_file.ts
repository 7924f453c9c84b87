import { basename, dirname } from "node:path";
import { chooseTrack } from "../../../ml/audio/choose_track.ts";
import { CueBuilder, defaultCaptionLayout, writeSrt } from "../../captions/mod.ts";
import { diskFault } from "../../core/disk.ts";
import { MediaError, messageOf, ModelError } from "../../core/errors.ts";
import type { Transcript } from "../../core/types.ts";
import { finish, postpone } from "../../db/jobs/outcomes.ts";
import { defaultModel, readDefaults } from "../../db/server/defaults.ts";
import { forgetFile, settleFile, type TakenFile } from "../../db/watched_files/watched_files.ts";
import { readAudio } from "../../media/audio.ts";
import type { AudioStream, MediaInfo } from "../../media/media_info.ts";
import { probe } from "../../media/probe.ts";
import { readCaptionLayout } from "../../schemas/caption_layout.ts";
import { readTranscribeOptions } from "../../schemas/transcribe_options.ts";
import type { AttemptContext } from "../context.ts";
import { modelDownload } from "../steps/model_download.ts";
import { dropFile, findTakenFile, isSame, refuseFile } from "../steps/watched_file.ts";
import { FolderCaptions } from "../../watch_folder/file_names.ts";
import { checkWritableFolder, sidecarPath, writeBeside } from "../../watch_folder/sidecar.ts";

/** How long a job waits for a model that could not be had. */
const NO_MODEL_SECONDS = 600;
const MAX_NAME_BYTES = 255;

/**
 * Writes captions beside a file of the watch folder, with the server's defaults. The file is read where it is. Captions
 * that are there already stay as they are.
 */
export async function captionFile(attempt: AttemptContext): Promise<void> {
  const { sql, job, log, mediaTools, signal, report } = attempt;
  const file = await findTakenFile(attempt);
  if (!file) return;
  if (await hasCaptions(file)) return await leaveCaptions(attempt, file);
  try {
    await checkWritableFolder(dirname(file.path));
  } catch (error) {
    if (diskFault(error) === null) throw error;
    return await finish(sql, job, (tx) => forgetFile(tx, job.id)); // the watch tells it, and looks again later
  }
  if (isNameTooLong(file)) return await refuseFile(attempt, file, "its name is too long for captions beside it");
  let transcript: Transcript;
  const defaults = await readDefaults(sql);
  try {
    report(0, "reading the file");
    const { info } = await chooseTrack(mediaTools, file.path, await probe(mediaTools, file.path, { signal }), {
      ...{ language: defaults.language, signal },
    });
    const { audio } = info;
    if (!audio) throw new MediaError("the file has no sound");
    transcript = await transcribe(attempt, file, { ...info, audio });
  } catch (error) {
    if (error instanceof ModelError) { // no model: that is no file's fault
      const reason = messageOf(error);
      return await postpone(sql, job, { seconds: NO_MODEL_SECONDS, reason }, () => Promise.resolve());
    }
    if (!(error instanceof MediaError) || signal.aborted) throw error;
    return await refuseFile(attempt, file, error);
  }
  const { language } = transcript;
  const layout = { ...defaultCaptionLayout(language), ...readCaptionLayout(defaults.captionLayout) };
  const builder = new CueBuilder(layout, { language });
  const cues = [...builder.push(transcript.segments), ...builder.end(transcript.duration)];
  if (cues.length === 0 || language === null) {
    await finish(sql, job, (tx) => settleFile(tx, job.id, { state: "done", note: "no speech" }));
    return log.info("nobody speaks in a file of the watch folder", { file: file.path });
  }
  if (!await isSame(file)) return await dropFile(attempt, file);
  const path = sidecarPath(file.path, language);
  const isWritten = !await hasCaptions(file) && await writeBeside(path, writeSrt(cues), `.streamforge-${job.id}.tmp`);
  if (!isWritten) return await leaveCaptions(attempt, file);
  await finish(sql, job, (tx) => settleFile(tx, job.id, { state: "done" }));
  log.info("captions are beside a file of the watch folder", { file: path });
}

async function transcribe(
  attempt: AttemptContext,
  file: TakenFile,
  info: MediaInfo & { audio: AudioStream },
): Promise<Transcript> {
  const { sql, config, mediaTools, signal, report } = attempt;
  const { language, vocabulary } = await readDefaults(sql);
  const model = await defaultModel(sql, config);
  const engine = await attempt.engines.use(model, modelDownload(attempt, model));
  const seconds = info.durationSeconds ?? 0;
  return await engine.transcribe(
    readAudio(mediaTools, file.path, { signal, info }),
    readTranscribeOptions({ language, hotwords: vocabulary }),
    { onProgress: (p) => report(seconds > 0 ? Math.min(p.seconds / seconds, 0.99) : 0, p.stage) },
    signal,
  );
}

/** Whether a file system refuses the name of the captions, whatever their language is. */
function isNameTooLong({ path }: TakenFile): boolean {
  return new TextEncoder().encode(basename(sidecarPath(path, "xx"))).length > MAX_NAME_BYTES;
}

async function hasCaptions({ path }: TakenFile): Promise<boolean> {
  const names = (await Array.fromAsync(Deno.readDir(dirname(path)))).map(({ name }) => name);
  return new FolderCaptions(names).of(basename(path)) !== null;
}

async function leaveCaptions({ sql, job, log }: AttemptContext, { path }: TakenFile): Promise<void> {
  await finish(sql, job, (tx) => settleFile(tx, job.id, { state: "done", note: "it has captions" }));
  log.info("a file of the watch folder has captions already", { file: path });
}
