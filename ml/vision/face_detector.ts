import type { Picture } from "../../src/core/picture.ts";
import { Session } from "../onnx/session.ts";

/** The name that results say. */
export const FACE_MODEL = "CenterFace";

/** A face in a picture; lengths in shares of its width and height. */
export interface Face {
  x: number;
  y: number;
  width: number;
  height: number;
  /** How sure the model is, 0 to 1. */
  score: number;
}

const STRIDE = 4; // pixels of the picture for one of the heat map
const MULTIPLE = 32; // the sides of the input
const MIN_SCORE = 0.5;
const MAX_OVERLAP = 0.3; // of two boxes, by intersection over union
const MAX_FACES = 50;
/** The dimensions of the input in the file: 10 x 3 x 32 x 32, as bytes of ONNX's protobuf. */
const FIXED_DIMS = [0x0a, 2, 8, 10, 0x0a, 2, 8, 3, 0x0a, 2, 8, 32, 0x0a, 2, 8, 32];
/** 1 x 3 x any x any: a dimension with an empty name in place of a number. */
const FREE_DIMS = [0x0a, 2, 8, 1, 0x0a, 2, 8, 3, 0x0a, 2, 0x12, 0, 0x0a, 2, 0x12, 0];

/** CenterFace (Xu et al. 2019) on ONNX Runtime: a heat map of the middles of faces, with their sizes. */
export class FaceDetector {
  #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /**
   * @param path of the model's .onnx file
   * @throws {Error} if it can't be loaded
   */
  static async load(path: string): Promise<FaceDetector> {
    const model = freeInput(await Deno.readFile(path));
    return new FaceDetector(await Session.create(model, { threads: 1, device: "cpu" }));
  }

  /** Blocks the thread for about a tenth of a second, for 640 x 360. @returns the surest first */
  async look(picture: Picture): Promise<Face[]> {
    const { data, width, height } = inputOf(picture);
    const { 537: heat, 538: scale, 539: offset } = await this.#session.run({
      "input.1": { type: "float32", dims: [1, 3, height, width], data },
    });
    const maps = [heat, scale, offset].map(({ data }) => data as Float32Array);
    return decodeFaces(maps[0], maps[1], maps[2], { columns: width / STRIDE, rows: height / STRIDE, picture });
  }

  /** Frees the native memory. */
  async release(): Promise<void> {
    await this.#session.release();
  }
}

/** Makes the height and the width of the input free: the file names the size that the model was exported with. */
function freeInput(model: Uint8Array): Uint8Array {
  // behind the weights, near the end
  for (let at = model.length - FIXED_DIMS.length; at >= 0; at--) {
    if (!FIXED_DIMS.every((byte, i) => model[at + i] === byte)) continue;
    model.set(FREE_DIMS, at);
    return model;
  }
  throw new Error("the input of the face model has another size than expected");
}

/** Red, green and blue planes of 0 to 255, (1, 3, height, width), with black at the right and below. */
function inputOf({ width, height, rgb }: Picture) {
  const padded = (side: number) => MULTIPLE * Math.ceil(side / MULTIPLE);
  const size = { width: padded(width), height: padded(height) };
  const plane = size.width * size.height;
  const data = new Float32Array(3 * plane);
  for (let y = 0; y < height; y++) {
    for (let x = 0, from = 3 * y * width, to = y * size.width; x < width; x++, from += 3, to++) {
      for (let c = 0; c < 3; c++) data[c * plane + to] = rgb[from + c];
    }
  }
  return { data, ...size };
}

/**
 * Reads the boxes of the maps, as `decode` of Star-Clouds/CenterFace.
 *
 * @param heat (rows, columns)
 * @param scale (2, rows, columns): logarithms of height and width in strides
 * @param offset (2, rows, columns): of the middle in y and x, in strides
 */
export function decodeFaces(
  heat: Float32Array,
  scale: Float32Array,
  offset: Float32Array,
  { columns, rows, picture }: { columns: number; rows: number; picture: Pick<Picture, "width" | "height"> },
): Face[] {
  const n = columns * rows;
  const boxes: Face[] = [];
  for (let i = 0; i < n; i++) {
    if (heat[i] < MIN_SCORE) continue;
    const height = Math.exp(scale[i]) * STRIDE;
    const width = Math.exp(scale[n + i]) * STRIDE;
    const y = (Math.floor(i / columns) + offset[i] + 0.5) * STRIDE - height / 2;
    const x = (i % columns + offset[n + i] + 0.5) * STRIDE - width / 2;
    boxes.push({ x, y, width, height, score: heat[i] });
  }
  const chosen: Face[] = [];
  for (const box of boxes.sort((a, b) => b.score - a.score)) {
    if (chosen.length === MAX_FACES) break;
    if (chosen.every((other) => overlap(other, box) < MAX_OVERLAP)) chosen.push(box);
  }
  return chosen.map(({ x, y, width, height, score }) => ({
    ...{ x: x / picture.width, y: y / picture.height },
    ...{ width: width / picture.width, height: height / picture.height, score },
  }));
}

function overlap(a: Face, b: Face): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (a.width * a.height + b.width * b.height - both);
}
