/** Where the file of a transcription lies while it waits and is read. */
export function transcriptionKey(id: string): string {
  return `transcriptions/${id}`;
}
