import type { Child } from "hono/jsx";
import { WhisperChapter } from "./whisper.tsx";

export interface Chapter {
  /** The name in the page's address: `/learn/NAME`. */
  name: string;
  title: string;
  /** One sentence for the list of chapters. */
  promise: string;
  Body: () => Child;
}

/** A panel with a title, which the script fills. */
function Panel({ title, id, children }: { title: string; id: string; children?: Child }) {
  return (
    <section class="panel" aria-labelledby={`${id}-title`}>
      <h2 class="panel-title" id={`${id}-title`}>{title}</h2>
      {children}
      <div id={id}></div>
    </section>
  );
}

function Slider(
  { id, label, min, max, step = 1, value }: {
    id: string;
    label: string;
    min: number;
    max: number;
    step?: number;
    value: number;
  },
) {
  return (
    <label class="field slider">
      <span>{label}</span>
      <input type="range" id={id} min={String(min)} max={String(max)} step={String(step)} value={String(value)} />
      <output for={id} id={`${id}-value`}>{String(value)}</output>
    </label>
  );
}

/** The choice of a trained model and the sentence that it reads, at the start of chapters that need a model. */
function SentenceForModel({ sentence, children }: { sentence: string; children?: Child }) {
  return (
    <>
      <ModelChoice />
      <div class="knobs">
        <label class="field wide">
          <span>English</span>
          <input type="text" id="sentence" value={sentence} maxlength={160} />
        </label>
        {children}
      </div>
    </>
  );
}

function ModelChoice() {
  return (
    <div class="knobs">
      <label class="field">
        <span>model</span>
        <select id="model">
          <option>trained beforehand</option>
        </select>
      </label>
      <label class="field">
        <span>
          or open one that <code>./sf train</code> wrote
        </span>
        <input type="file" id="model-file" accept=".safetensors" />
      </label>
      <p id="model-state" class="learn-note" role="status">looking for a model</p>
    </div>
  );
}

function Attention() {
  return (
    <>
      <p class="learn-text">
        Each word asks a question, its <b>query</b>, and hangs out a sign, its{" "}
        <b>key</b>. Where a query and a key fit, their product is large. Softmax turns a word's products into shares
        that sum to 1: so much of each other word it takes home.
      </p>
      <div class="knobs">
        <label class="field wide">
          <span>sentence</span>
          <input
            type="text"
            id="sentence"
            value="the animal did not cross the street because it was tired"
            maxlength={160}
          />
        </label>
        <Slider id="width" label="numbers in a query, d =" min={2} max={10} value={6} />
        <label class="field">
          <input type="checkbox" id="scaled" checked /> divide by √d
        </label>
      </div>
      <Panel title="who looks at whom" id="weights" />
      <p class="learn-text">
        This head has learnt nothing: its numbers are drawn by chance from the letters of each word, so that equal words
        attract each other a little. Raise d and take the division away. Products of long rows are large, softmax gives
        all to the largest one, and a head that is so sure of itself can't be taught.
      </p>
      <Panel title="shares as d grows" id="scaling" />
      <p class="learn-text">
        16 random keys: 4 bits if all shares are equal, 0 if one key gets everything. Divided by √d the width does not
        matter any more.
      </p>
    </>
  );
}

function Positions() {
  return (
    <>
      <p class="learn-text">
        Attention adds up what words say, and a sum does not know an order: "dog bites man" would equal "man bites dog".
        So a row of numbers that says <b>where</b>{" "}
        is added to each word. They are sines and cosines, like the hands of many clocks: the first ones fast, the last
        ones slow.
      </p>
      <div class="knobs">
        <Slider id="length" label="words" min={8} max={64} value={32} />
        <Slider id="width" label="numbers in a row, d =" min={8} max={64} step={2} value={32} />
      </div>
      <Panel title="the rows" id="rows" />
      <Panel title="how alike two places are" id="similarity" />
      <p class="learn-text">
        Neighbours are alike, and it matters only how far apart two places are, not where they stand: stripes run along
        the diagonal. So "two words back" is the same lesson everywhere.
      </p>
    </>
  );
}

function Block() {
  return (
    <>
      <p class="learn-text">
        A transformer is a stack of blocks. Each one reads the words' rows and <b>adds</b>{" "}
        what it found: x + f(x). The sums grow, so they are brought back to size. Post-LN does it after adding, on the
        way that all corrections must go back. Pre-LN does it for what f reads, and leaves that way free.
      </p>
      <div class="knobs">
        <Slider id="layers" label="blocks" min={1} max={8} value={4} />
      </div>
      <Panel title="gradient of each block" id="gradients" />
      <p class="learn-text">
        That is before the first step. In Post-LN the upper blocks are pushed harder than the lower ones. Now let both
        learn the same thing, to write a row of eight signs backwards, at full speed from the first step. A warm-up
        helps Post-LN a little.
      </p>
      <div class="knobs">
        <label class="field">
          <input type="checkbox" id="warmup" /> warm up: small steps first
        </label>
        <button type="button" class="button main" id="race">train both</button>
        <button type="button" class="button" id="stop" disabled>stop</button>
        <p id="race-state" class="learn-note" role="status"></p>
      </div>
      <Panel title="loss while they learn" id="losses" />
    </>
  );
}

function Training() {
  return (
    <>
      <p class="learn-text">
        A model begins with random numbers. It sees an English sentence, foretells the Spanish one word by word, and the
        {" "}
        <b>loss</b>{" "}
        says how surprised it was by the right word. Every number is moved a little to where the surprise would have
        been smaller. That is all; it is done a thousand times.
      </p>
      <div class="knobs">
        <button type="button" class="button main" id="start">train</button>
        <button type="button" class="button" id="stop" disabled>stop</button>
        <Slider id="seed" label="seed of chance" min={1} max={9} value={1} />
        <p id="training-state" class="learn-note" role="status">
          nothing runs: a run takes a minute or two of one core of this device
        </p>
      </div>
      <Panel title="loss" id="loss" />
      <section class="panel" aria-labelledby="samples-title">
        <h2 class="panel-title" id="samples-title">never shown to it</h2>
        <div id="samples">
          <p class="dim">they come as it learns</p>
        </div>
      </section>
      <p class="learn-text">
        The sentences come from a small grammar. Some combinations, such as one adjective with one noun, are kept from
        the model: to get those right it must have learnt the parts. What you train stays in this browser, and the next
        chapters can use it.
      </p>
    </>
  );
}

function Heads() {
  return (
    <>
      <p class="learn-text">
        A layer does not look once but several times at once: each <b>head</b>{" "}
        has queries and keys of its own. Nobody says what they should look for. After training some look next door, some
        far away, some at one kind of word.
      </p>
      <SentenceForModel sentence="She is tired because she cleans the big houses.">
        <label class="field">
          <span>attention</span>
          <select id="kind">
            <option value="decoderAttention">of the Spanish words</option>
            <option value="encoderAttention">of the English words</option>
            <option value="crossAttention">Spanish at English</option>
          </select>
        </label>
      </SentenceForModel>
      <Panel title="all heads side by side" id="grid" />
      <p class="learn-text">
        Choose one, by a click or with the arrow keys, and it is drawn large below. The list has them by how many words
        away they look on average, the nearest first.
      </p>
      <section class="panel" aria-labelledby="list-title">
        <h2 class="panel-title" id="list-title">from next door to far away</h2>
        <div id="list" class="head-list" role="group" aria-label="Heads"></div>
      </section>
      <Panel title="what this head looks at" id="weights" />
    </>
  );
}

function Translate() {
  return (
    <>
      <p class="learn-text">
        The encoder reads the English sentence; the decoder writes Spanish, one word after the other. Before each word
        it looks back at the English ones. That is <b>cross-attention</b>, and it shows which words became which.
      </p>
      <SentenceForModel sentence="The red houses are big.">
        <label class="field">
          <span>look</span>
          <select id="head">
            <option>of all heads, the mean</option>
          </select>
        </label>
        <label class="field">
          <span>choose by</span>
          <select id="beams">
            <option value="1">the likeliest piece each time</option>
            <option value="4">a beam of 4 beginnings</option>
          </select>
        </label>
      </SentenceForModel>
      <section class="panel" aria-labelledby="words-title">
        <h2 class="panel-title" id="words-title">word by word</h2>
        <p class="translation" id="spanish" lang="es" aria-live="polite"></p>
        <p class="dim">Choose a piece of the Spanish: the English that it was made from lights up.</p>
        <p class="learn-note" id="likelihood"></p>
        <div class="words" id="target" lang="es" role="group" aria-label="Spanish pieces"></div>
        <div class="words" id="source" role="group" aria-label="English pieces"></div>
      </section>
      <Panel title="cross-attention" id="weights" />
    </>
  );
}

function Spectrogram() {
  return (
    <>
      <p class="learn-text">
        A transformer reads rows of numbers, and it does not mind what they stand for. The captioner's rows are sound:
        100 of them a second, each saying how loud it is at 80 pitches. Here are three short clips as it gets them.
      </p>
      <section class="panel" aria-labelledby="references-title">
        <h2 class="panel-title" id="references-title">speech, music, silence</h2>
        <div class="references" id="references"></div>
      </section>
      <section class="panel" aria-labelledby="lessons-title">
        <h2 class="panel-title" id="lessons-title">how to read it</h2>
        <div class="lessons" id="lessons"></div>
      </section>
      <p class="learn-text">
        Any video of yours can be drawn so: open it and choose "what Whisper hears". The next chapter looks at what
        Whisper makes of it.
      </p>
    </>
  );
}

/** In reading order. */
export const CHAPTERS: readonly Chapter[] = [
  {
    name: "attention",
    title: "Attention",
    promise: "Every word looks at the others. Type a sentence and see at which, and why scores are divided by √d.",
    Body: Attention,
  },
  {
    name: "positions",
    title: "Positions",
    promise: "How a model that adds words up still knows which came first.",
    Body: Positions,
  },
  {
    name: "block",
    title: "The block",
    promise: "What the stack is made of, and why the place of one norm decides whether it learns.",
    Body: Block,
  },
  {
    name: "training",
    title: "Training",
    promise: "Start one in this browser: the loss falls, and word salad turns into Spanish.",
    Body: Training,
  },
  {
    name: "heads",
    title: "Heads",
    promise: "What each head of a trained translator looks at: next door, far away, at one word.",
    Body: Heads,
  },
  {
    name: "translate",
    title: "Translate",
    promise: "Type English, read Spanish, and see which words became which.",
    Body: Translate,
  },
  {
    name: "hearing",
    title: "Hearing",
    promise: "What speech, music and silence look like to the model that writes your captions.",
    Body: Spectrogram,
  },
  {
    name: "whisper",
    title: "Whisper",
    promise: "Choose a video of yours and a moment: where each head looked while its words were written, and when.",
    Body: () => <WhisperChapter videos={[]} />,
  },
];
