import type { Picture } from "../../src/core/picture.ts";
import { Session } from "../onnx/session.ts";

/** The name that results say. */
export const ADULT_MODEL = "open_nsfw";
/** Which frames count; see adult_frames.ts. */
export const ADULT_RULE = "frame rule 1";

const RESIZED = 256; // pixels a side: the picture is squeezed into a square
const CROP = 224; // its middle
const MEAN_BGR = [104, 117, 123];

/** Yahoo's open_nsfw (2016) on ONNX Runtime: how likely a picture shows nudity. */
export class AdultModel {
  #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /**
   * @param path of the model's .onnx file
   * @throws {Error} if it can't be loaded
   */
  static async load(path: string): Promise<AdultModel> {
    return new AdultModel(await Session.create(path, { threads: 1, device: "cpu" }));
  }

  /** Blocks the thread for some 50 ms. @returns 0 to 1 */
  async look(picture: Picture): Promise<number> {
    const [input] = this.#session.inputNames;
    const outputs = await this.#session.run({
      [input]: { type: "float32", dims: [1, CROP, CROP, 3], data: adultInput(picture) },
    });
    return (Object.values(outputs)[0].data as Float32Array)[1]; // (1, 2): safe, not safe
  }

  /** Frees the native memory. */
  async release(): Promise<void> {
    await this.#session.release();
  }
}

/**
 * Squeezes a picture into 256 x 256 by bilinear interpolation and takes the middle, less the mean of the training
 * pictures.
 *
 * @returns blue, green and red of each pixel, (224, 224, 3)
 */
export function adultInput({ width, height, rgb }: Picture): Float32Array {
  const data = new Float32Array(CROP * CROP * 3);
  const edge = (RESIZED - CROP) / 2;
  for (let row = 0, to = 0; row < CROP; row++) {
    const [y0, y1, partY] = between((row + edge + 0.5) * height / RESIZED - 0.5, height);
    for (let column = 0; column < CROP; column++, to += 3) {
      const [x0, x1, partX] = between((column + edge + 0.5) * width / RESIZED - 0.5, width);
      for (let c = 0; c < 3; c++) {
        const at = (y: number, x: number) => rgb[3 * (y * width + x) + 2 - c];
        const above = at(y0, x0) + partX * (at(y0, x1) - at(y0, x0));
        const below = at(y1, x0) + partX * (at(y1, x1) - at(y1, x0));
        data[to + c] = above + partY * (below - above) - MEAN_BGR[c];
      }
    }
  }
  return data;
}

/** The two pixels around a place, and how far it is from the first to the second. */
function between(place: number, count: number): [number, number, number] {
  const at = Math.min(Math.max(place, 0), count - 1);
  const first = Math.floor(at);
  return [first, Math.min(first + 1, count - 1), at - first];
}
