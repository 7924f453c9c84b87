/**
 * The videos of `deno task screenshots`: pictures that ffmpeg draws, and the speech of tests/data, captioned by the
 * engine.
 */
const data = new URL("../tests/data/", import.meta.url).pathname;

export interface SampleVideo {
  title: string;
  tags: string[];
  /** The arguments of ffmpeg, up to the codecs. */
  input: string[];
  seconds: number;
  chapters?: { start: number; title: string }[];
}

const FONT = "font='DejaVu Sans Mono'";
const [PALE, FAINT] = ["0xe6f6e3", "0x9fc3a8"];

/** Text on a picture, as ffmpeg's `drawtext`. */
function text(words: string, { size, y, color = PALE, from = 0, to = 1e4 }: {
  size: number;
  y: number;
  color?: string;
  from?: number;
  to?: number;
}): string {
  const escaped = words.replaceAll(/[\\':%]/g, "");
  return `drawtext=${FONT}:text='${escaped}':fontsize=${size}:fontcolor=${color}:x=90:y=${y}:enable='between(t,${from},${to})'`;
}

/** A talk's slides over a slow gradient, with a heading for each chapter. */
function slides(colors: [string, string], name: string, chapters: { start: number; title: string }[]): string {
  const [c0, c1] = colors;
  const headings = chapters.flatMap(({ start, title }, i) => {
    const to = (chapters[i + 1]?.start ?? 1e4) - 0.01;
    return [
      text(title, { size: 64, y: 250, from: start, to }),
      text(`${i + 1} / ${chapters.length}`, { size: 26, y: 360, color: FAINT, from: start, to }),
    ];
  });
  const source = `gradients=s=1280x720:r=12:c0=${c0}:c1=${c1}:x0=0:y0=0:x1=1280:y1=720:speed=0.004:nb_colors=2`;
  return [source, "drawbox=x=90:y=225:w=90:h=4:color=0x62e58a:t=fill", text(name, { size: 30, y: 170, color: FAINT })]
    .concat(headings).join(",");
}

/** A moving picture with a line of text in its lower left. */
function moving(source: string, words: string): string {
  return [source, "scale=1280:720:flags=neighbor", "drawbox=x=0:y=610:w=1280:h=110:color=black@0.65:t=fill"]
    .concat(text(words, { size: 40, y: 645 })).join(",");
}

const picture = (graph: string) => ["-f", "lavfi", "-i", graph];
const speech = (name: string, from = 0) => ["-ss", String(from), "-i", data + name];

const BAKERY = [
  { start: 0, title: "Before the sun comes up" },
  { start: 17, title: "Seeds or no seeds" },
  { start: 28, title: "The winter without bread" },
  { start: 45, title: "Worth waiting for" },
];
const DICTATION = [{ start: 0, title: "Listen first" }, { start: 16, title: "Now write it down" }];

/** In upload order, which is the reverse of the library's order. */
export const VIDEOS: SampleVideo[] = [
  {
    title: "Life: a glider gun, generation by generation",
    tags: ["mathematics"],
    input: picture(
      moving(
        "life=s=160x90:r=12:mold=8:ratio=0.13:seed=7:death_color=0x0b6a33:life_color=0x62e58a:mold_color=0x12281a",
        "Life, generation by generation",
      ),
    ),
    seconds: 20,
  },
  {
    title: "Rule 110, line by line",
    tags: ["mathematics"],
    input: picture(moving("cellauto=s=320x180:rule=110:r=12:random_seed=3", "Rule 110")),
    seconds: 20,
  },
  {
    title: "A colour chart for the projector",
    tags: ["equipment"],
    input: picture("testsrc2=s=1280x720:r=12"),
    seconds: 15,
  },
  {
    title: "La ciudad y sus historias",
    tags: ["español", "lectura"],
    input: [
      ...picture(slides(["0x3a1420", "0x10202e"], "Lectura en voz alta", [{ start: 0, title: "La ciudad" }])),
      ...speech("spanish.flac"),
    ],
    seconds: 14.5,
  },
  {
    title: "Dictation 2: bicycles, bones and honey",
    tags: ["dictation", "english"],
    input: [
      ...picture(slides(["0x2b1a3d", "0x0e1b24"], "Dictation 2", DICTATION)),
      ...speech("sentences.opus", 33.3),
    ],
    seconds: 30,
  },
  {
    title: "Dictation 1: the train to the coast",
    tags: ["dictation", "english"],
    input: [...picture(slides(["0x0f2c3d", "0x101a14"], "Dictation 1", DICTATION)), ...speech("sentences.opus")],
    seconds: 33.3,
  },
  {
    title: "Deeper and deeper into the Mandelbrot set",
    tags: ["mathematics", "english"],
    input: [
      ...picture(moving("mandelbrot=s=640x360:r=12:end_scale=0.01:maxiter=600", "Into the Mandelbrot set")),
      ...speech("sentences.opus", 66),
    ],
    seconds: 24,
  },
  {
    title: "The bakery in our street",
    tags: ["reading", "english"],
    input: [
      ...picture(slides(["0x3d2410", "0x0f1d17"], "The bakery in our street", BAKERY)),
      ...speech("passage.flac"),
    ],
    seconds: 59.2,
    chapters: BAKERY,
  },
];

/** Uploaded last, so that its job is still running when the library is shown. */
export const LAST: SampleVideo = {
  title: "Dictation, all parts in one",
  tags: ["dictation", "english"],
  input: [...picture(slides(["0x16324a", "0x1c1430"], "All dictations", DICTATION)), ...speech("sentences.opus")],
  seconds: 160,
};

/** Draws a video into `folder` and returns its path. */
export async function makeVideo(video: SampleVideo, folder: string): Promise<string> {
  const stem = `${folder}/${video.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_")}`;
  const ends = [...video.chapters?.slice(1).map(({ start }) => start) ?? [], video.seconds];
  const metadata = [";FFMETADATA1"].concat(
    (video.chapters ?? []).flatMap(({ start, title }, i) =>
      ["[CHAPTER]", "TIMEBASE=1/1000", `START=${start * 1000}`, `END=${ends[i] * 1000}`].concat(`title=${title}`)
    ),
  );
  await Deno.writeTextFile(`${stem}.txt`, metadata.join("\n"));
  const inputs = video.input.filter((word) => word === "-i").length;
  const args = [...video.input, "-f", "ffmetadata", "-i", `${stem}.txt`, "-map", "0:v"]
    .concat(inputs > 1 ? ["-map", "1:a"] : [])
    .concat(["-map_chapters", String(inputs), "-t", String(video.seconds), "-c:v", "libx264", "-preset", "ultrafast"])
    .concat(["-pix_fmt", "yuv420p", "-g", "24", "-c:a", "aac", "-ac", "1", "-movflags", "+faststart", `${stem}.mp4`]);
  const command = new Deno.Command("ffmpeg", { args: ["-v", "error", "-nostdin", "-y", ...args] });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(`ffmpeg could not draw "${video.title}": ${new TextDecoder().decode(stderr)}`);
  return `${stem}.mp4`;
}

/** The passage about the bakery in Arabic, one line for each sentence. */
const ARABIC = [
  "الخباز في شارعنا يفتح متجره قبل طلوع الشمس.",
  "يشعل الفرن ويزن الدقيق ويستمع إلى المذياع.",
  "وحين يصل أول الزبائن تكون الرفوف مليئة بالخبز الطازج.",
  "أختي تحب الرغيف الأسمر بالبذور، أما أنا فأفضل الأبيض الطري.",
  "يوم الأحد نمشي على ضفة النهر ونتقاسم كيسًا من الكعك.",
  "في الشتاء الماضي تعطل الفرن، فأكلنا الفاكهة في الفطور أسبوعين.",
  "لم يشتكِ أحد، فالجميع يعرف كم كان يعمل بجد.",
  "جاء ميكانيكي من البلدة المجاورة واستبدل قطعة معدنية صغيرة.",
  "وحين فتح المتجر من جديد وقف الناس في صف حتى الزاوية.",
  "ابتسم الخباز وهز رأسه وأعطى الأطفال بعض الكعك.",
  "هكذا تعلمت أن أنتظر الأشياء الجميلة.",
  "وما زلت أتذكر ذلك كلما شممت رائحة القهوة في الصباح.",
];

/** These lines as cues, at the times of the sentences of passage.json. */
export async function arabicCues(): Promise<{ start: number; end: number; text: string }[]> {
  const { words } = JSON.parse(await Deno.readTextFile(`${data}passage.json`)) as {
    words: { word: string; start: number; end: number }[];
  };
  const cues = [];
  let start: number | null = null;
  for (const word of words) {
    start ??= word.start;
    if (!word.word.endsWith(".")) continue;
    cues.push({ start, end: word.end, text: ARABIC[cues.length] });
    start = null;
  }
  return cues;
}
