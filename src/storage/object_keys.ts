/** Where the file of a transcription lies while it waits and is read. */
export function transcriptionKey(id: string): string {
  return `transcriptions/${id}`;
}

/** The objects of an audio report, below `videos.audio_report_key`. */
export function audioReportFiles(prefix: string): { index: string; mel: string; peaks: string } {
  return { index: `${prefix}/index.json`, mel: `${prefix}/mel.bin`, peaks: `${prefix}/peaks.bin` };
}

/** The objects of a revision of captions. */
export function captionFiles(videoId: string, revisionId: string) {
  const stem = `videos/${videoId}/captions/${revisionId}`;
  return { srtKey: `${stem}.srt`, vttKey: `${stem}.vtt`, transcriptKey: `${stem}.json` };
}
