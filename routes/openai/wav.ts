const HEADER_BYTES = 44;
const SAMPLE_RATE = 16_000;
/** The size of a file whose end is not known yet: ffmpeg then reads to the end. */
const UNKNOWN_BYTES = 0xffff_ffff;

/**
 * Puts the header of a WAV file before raw PCM: 16 kHz, mono, 16 bits, little-endian. What begins as a WAV file stays as
 * it is: some clients send one and call it raw.
 */
export function wavOfPcm(pcm: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  return ReadableStream.from(withHeader(pcm));
}

async function* withHeader(pcm: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  let isFirst = true;
  for await (const piece of pcm) {
    if (isFirst && new TextDecoder().decode(piece.subarray(0, 4)) !== "RIFF") yield wavHeader();
    isFirst = false;
    yield piece;
  }
}

function wavHeader(): Uint8Array {
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  const text = (at: number, value: string) =>
    [...value].forEach((char, i) => header.setUint8(at + i, char.charCodeAt(0)));
  text(0, "RIFF");
  header.setUint32(4, UNKNOWN_BYTES, true);
  text(8, "WAVEfmt ");
  header.setUint32(16, 16, true); // bytes of the format
  header.setUint16(20, 1, true); // PCM
  header.setUint16(22, 1, true); // channels
  header.setUint32(24, SAMPLE_RATE, true);
  header.setUint32(28, SAMPLE_RATE * 2, true); // bytes of a second
  header.setUint16(32, 2, true); // bytes of a frame
  header.setUint16(34, 16, true); // bits of a sample
  text(36, "data");
  header.setUint32(40, UNKNOWN_BYTES, true);
  return new Uint8Array(header.buffer);
}
