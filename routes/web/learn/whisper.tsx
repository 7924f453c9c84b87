import type { Child } from "hono/jsx";
import type { Video } from "../../../src/db/videos/videos.ts";

export interface WhisperChapterProps {
  /** Videos to choose from: with captions, and the viewer's own or public. */
  videos: Pick<Video, "id" | "title">[];
  /** The id from the address, else of the first video; `EXAMPLE` if there is none. */
  chosen?: string;
  /** The moment from the address, in seconds. */
  moment?: string;
  isSignedIn?: boolean;
}

/** The value in the list of videos that stands for the clip shipped with the program. */
export const EXAMPLE = "example";

/** The last chapter: Whisper's attention over one window of a video. Its script fills it. */
export function WhisperChapter({ videos, chosen, moment = "", isSignedIn = false }: WhisperChapterProps) {
  return (
    <div class="whisper stack" id="whisper" data-moment={moment}>
      <p class="learn-text">
        This is the captioner itself. Its <b>encoder</b> reads up to 30 seconds of sound, its <b>decoder</b>{" "}
        writes the words, and both are stacks of the very blocks of the chapters before, with the weights that wrote
        your captions. Here you see where each of its heads looks.
      </p>
      {videos.length === 0 && <NoVideos isSignedIn={isSignedIn} />}
      <div class="knobs">
        <label class="field">
          <span>video</span>
          <select id="video">
            {videos.map(({ id, title }) => <option key={id} value={id} selected={id === chosen}>{title}</option>)}
            <option value={EXAMPLE} selected={chosen === EXAMPLE}>the sentence that comes with StreamForge</option>
          </select>
        </label>
        <label class="field" id="moment-field" hidden>
          <span>moment</span>
          <select id="moment"></select>
        </label>
        <button type="button" class="button main" id="ask" hidden>look inside</button>
        <button type="button" class="button" id="stop" hidden>stop</button>
        <p id="whisper-state" class="learn-note" role="status">looking</p>
      </div>
      <div id="inside" class="stack" hidden>
        <Sound />
        <Path />
        <Words />
        <Encoder />
      </div>
    </div>
  );
}

function NoVideos({ isSignedIn }: { isSignedIn: boolean }) {
  return isSignedIn
    ? (
      <p class="learn-note">
        You have no video with captions yet.{" "}
        <a href="/">Upload one</a>: as soon as it is captioned, it is here to choose. Until then there is a sentence
        that comes with the program.
      </p>
    )
    : (
      <p class="learn-note">
        There is no public video with captions on this server. <a href="/sign-in">Sign in</a>{" "}
        to look into your own. Until then there is a sentence that comes with the program.
      </p>
    );
}

function Panel({ title, id, children }: { title: string; id: string; children?: Child }) {
  return (
    <section class="panel" aria-labelledby={`${id}-title`}>
      <h2 class="panel-title" id={`${id}-title`}>{title}</h2>
      {children}
      <div id={id}></div>
    </section>
  );
}

/** Select boxes for the layer and head of one kind of attention. */
function HeadChoice({ kind, of }: { kind: "cross" | "self" | "encoder"; of: string }) {
  return (
    <>
      <label class="field">
        <span>layer</span>
        <select id={`${kind}-layer`} aria-label={`Layer of the ${of}`}></select>
      </label>
      <label class="field">
        <span>head</span>
        <select id={`${kind}-head`} aria-label={`Head of the ${of}`}></select>
      </label>
    </>
  );
}

function Sound() {
  return (
    <>
      <p class="learn-text">
        To write a word, the decoder looks at the sound:{" "}
        <b>cross-attention</b>, as the translator looks at the English. Play it, or step through the words with the
        arrow keys. Where the head does not look, the spectrogram is veiled. A head that follows the voice moves on with
        the words; another may look at the end, or everywhere.
      </p>
      <Panel title="where a word looks" id="sound-picture">
        <div class="knobs">
          <button type="button" class="button main" id="play">play</button>
          <HeadChoice kind="cross" of="cross-attention" />
        </div>
        <div class="words whisper-words" id="words" role="group" aria-label="The words, as Whisper wrote them"></div>
      </Panel>
      <Panel title="every head, for this word" id="heads-picture" />
    </>
  );
}

function Path() {
  return (
    <>
      <p class="learn-text">
        Whisper does not say when a word was spoken. Some heads give it away: the <b>alignment heads</b>{" "}
        look at the sound that they are writing down. Taken together they give this picture, and the brightest way
        through it that never goes back is found by{" "}
        <b>dynamic time warping</b>. Where it enters a word's first row, that word begins.
      </p>
      <Panel title="how words get their times" id="path-picture" />
    </>
  );
}

function Words() {
  return (
    <>
      <p class="learn-text">
        The decoder also looks back at what it has written:{" "}
        <b>self-attention</b>. It sees no word that is yet to come. Much of it goes to the very first sign: that is
        where a head looks that has nothing to say.
      </p>
      <Panel title="which words so far" id="self-picture">
        <div class="knobs">
          <HeadChoice kind="self" of="decoder's self-attention" />
        </div>
        <div class="words" id="looked-at" role="group" aria-label="What this word looks back at"></div>
      </Panel>
    </>
  );
}

function Encoder() {
  return (
    <>
      <p class="learn-text">
        Before any word is written the encoder lets every moment of the sound look at every other. In the first layers a
        moment mostly looks next door; further up, at sounds like itself, wherever they are. Choose a moment, and see
        what it takes in.
      </p>
      <Panel title="where a moment looks" id="encoder-picture">
        <div class="knobs">
          <HeadChoice kind="encoder" of="encoder's self-attention" />
          <label class="field slider">
            <span>moment</span>
            <input type="range" id="frame" min="0" max="1" step="1" value="0" />
            <output for="frame" id="frame-value"></output>
          </label>
        </div>
      </Panel>
      <Panel title="all moments of this head" id="encoder-map" />
      <p class="learn-text" id="kept"></p>
    </>
  );
}
