import { emptyFolder, ffmpeg } from "./media_fixtures.ts";

const FACE = new URL("./data/pictures/astronaut.jpg", import.meta.url).pathname;
const SIZE = "384x216";

/** The scenes of `makeFilm`, three seconds each. */
export const FILM_SCENES = ["black", "fractal", "face", "blurred", "pattern", "face again", "white"] as const;
export const SCENE_SECONDS = 3;

/** The scene at a time of the film. */
export function sceneAt(seconds: number): typeof FILM_SCENES[number] {
  return FILM_SCENES[Math.min(FILM_SCENES.length - 1, Math.floor(seconds / SCENE_SECONDS))];
}

/** Makes a film of scenes that may and may not stand for it: see `FILM_SCENES`. Without sound. */
export async function makeFilm(): Promise<string> {
  const path = `${await emptyFolder()}/film.mp4`;
  const still = (more = "") => `format=yuv420p,setsar=1${more}`;
  const generated = [`color=black:s=${SIZE}:r=10`, `mandelbrot=s=${SIZE}:r=10`, `testsrc2=s=${SIZE}:r=10`];
  const inputs = [
    ...generated.flatMap((source) => ["-f", "lavfi", "-t", `${SCENE_SECONDS}`, "-i", source]),
    ...["-f", "lavfi", "-t", `${SCENE_SECONDS}`, "-i", `smptehdbars=s=${SIZE}:r=10`],
    ...["-f", "lavfi", "-t", `${SCENE_SECONDS}`, "-i", `color=white:s=${SIZE}:r=10`],
    ...["-loop", "1", "-framerate", "10", "-t", `${SCENE_SECONDS}`, "-i", FACE],
  ];
  const graph = [
    `[0]${still()}[black]`,
    `[1]${still()}[fractal]`,
    `[2]${still(",gblur=sigma=12")}[blurred]`,
    `[3]${still()}[pattern]`,
    `[4]${still()}[white]`,
    `[5]${still()},split[face][again]`,
    "[black][fractal][face][blurred][pattern][again][white]concat=n=7:v=1:a=0[film]",
  ].join(";");
  await ffmpeg([...inputs, "-filter_complex", graph, "-map", "[film]", "-g", "10", path]);
  return path;
}
