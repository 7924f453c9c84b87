/**
 * A PGS file (`.sup`) with one white rectangle of 64 x 16 pixels, shown from 1 to 2 seconds: ffmpeg draws no text, but
 * converts this picture to the other kinds of picture subtitles.
 */
export function pgsFile(): Uint8Array<ArrayBuffer> {
  const [width, height] = [64, 16];
  const word = (n: number) => [n >> 8 & 0xff, n & 0xff];
  const composition = (n: number, isShown: boolean) => [
    ...[...word(320), ...word(180), 0x10, ...word(n), isShown ? 0x80 : 0x00, 0x00, 0x00, isShown ? 1 : 0],
    ...(isShown ? [...word(0), 0x00, 0x00, ...word(100), ...word(150)] : []),
  ];
  const window = [1, 0, ...word(100), ...word(150), ...word(width), ...word(height)];
  const palette = [0, 0, 1, 235, 128, 128, 255];
  // a run of 64 pixels of colour 1, and the end of the line
  const picture = Array.from({ length: height }, () => [0x00, 0xc0, width, 0x01, 0x00, 0x00]).flat();
  const length = picture.length + 4;
  const object = [...word(0), 0, 0xc0, 0, ...word(length), ...word(width), ...word(height), ...picture];
  return new Uint8Array([
    ...segment(1, 0x16, composition(0, true)),
    ...segment(1, 0x17, window),
    ...segment(1, 0x14, palette),
    ...segment(1, 0x15, object),
    ...segment(1, 0x80, []),
    ...segment(2, 0x16, composition(1, false)),
    ...segment(2, 0x17, window),
    ...segment(2, 0x80, []),
  ]);
}

function segment(seconds: number, type: number, content: number[]): number[] {
  const head = new DataView(new ArrayBuffer(13));
  head.setUint16(0, 0x5047);
  head.setUint32(2, seconds * 90_000);
  head.setUint8(10, type);
  head.setUint16(11, content.length);
  return [...new Uint8Array(head.buffer), ...content];
}
