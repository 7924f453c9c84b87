/** The key of a transcription's audio file, which is deleted with the transcription. */
export function transcriptionKey(id: string): string {
  return `transcriptions/${id}`;
}

/** The keys of an audio report's objects. `prefix` is `videos.audio_report_key`. */
export function audioReportFiles(prefix: string): { index: string; mel: string; peaks: string } {
  return { index: `${prefix}/index.json`, mel: `${prefix}/mel.bin`, peaks: `${prefix}/peaks.bin` };
}

/** The keys of the files of a revision. */
export function captionFiles(videoId: string, revisionId: string) {
  const stem = `videos/${videoId}/captions/${revisionId}`;
  return { srtKey: `${stem}.srt`, vttKey: `${stem}.vtt`, transcriptKey: `${stem}.json` };
}

/**
 * The key of an upload by tus on a store: its parts are there until it is whole, and it stays there as the original. It
 * differs from that of other uploads, because a sweep leaves its parts alone.
 */
export function tusUploadKey(videoId: string): string {
  return `videos/${videoId}/upload`;
}

export function isTusUpload(key: string): boolean {
  return /^videos\/[^/]+\/upload$/.test(key);
}
