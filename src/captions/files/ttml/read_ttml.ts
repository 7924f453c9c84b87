import type { CuePosition } from "../../../core/types.ts";
import { positionOfAlignment } from "../alignment.ts";
import { ChangeList, type FileContent, type FileCue, quote } from "../read_file.ts";
import { StyledText } from "../styled_text.ts";
import { readClock, readTime, type TtmlClock } from "./times.ts";
import { readXml, type XmlPart } from "./xml.ts";

type Attributes = Record<string, string>;
type OpenTag = Extract<XmlPart, { kind: "open" }>;

/** An element around the place that is read. */
interface Element {
  name: string;
  attributes: Attributes;
  /** Style attributes that hold for its text. */
  look: Attributes;
  /** Seconds. */
  begin: number;
  end: number;
  /** In a `seq` container: when the next child begins. */
  next: number | null;
  isPreserved: boolean;
  /** A begin that can't be read, quoted; null for others. */
  wrongBegin: string | null;
}

/** The paragraph, or the part of it, that becomes a cue. */
interface Reading {
  cue: FileCue;
  styled: StyledText;
  /** Whether the paragraph has times of its own: those of its spans are then of words. */
  isTimed: boolean;
  /** Whether it begins with a span that has times. */
  isSpan: boolean;
  /** Whether the text so far ends with a space. */
  spaces: boolean;
  wrongBegin: string | null;
}

/** Style attributes that cues hold or that name a place. */
const USED = ["fontStyle", "fontWeight", "textDecoration", "textAlign", "displayAlign", "origin", "extent", "ruby"];
const INHERITED = ["fontStyle", "fontWeight", "textDecoration", "textAlign"];
const LOST: Record<string, string> = {
  ...{ color: "colours", backgroundColor: "colours", fontFamily: "fonts", fontSize: "sizes of letters" },
  ...{ textOutline: "outlines", opacity: "opacity", textShadow: "shadows" },
};
/** Elements whose text is not shown. */
const SILENT = new Set(["metadata", "title", "desc", "copyright", "head", "agent"]);

/** Reads TTML: DFXP, IMSC, EBU-TT and what YouTube and broadcasters write. */
export function parseTtml(source: string): FileContent {
  const reader = new TtmlReader();
  for (const part of readXml(source)) {
    if (part.kind === "open") reader.open(part);
    else if (part.kind === "close") reader.close(part.name);
    else reader.text(part.text);
  }
  return reader.end();
}

class TtmlReader {
  #changes = new ChangeList();
  #cues: FileCue[] = [];
  #clock: TtmlClock = readClock({});
  #language: string | null = null;
  #stack: Element[] = [];
  #styles = new Map<string, Attributes>();
  #regions = new Map<string, Attributes>();
  /** The names of each agent, by their elements. */
  #agents = new Map<string, Map<Element, string>>();
  #agent = "";
  #region = "";
  #hasPictures = false;
  #cue: Reading | null = null;

  open(tag: OpenTag): void {
    const { name, attributes, isEmpty } = tag;
    if (name === "br") return this.#break();
    const parent = this.#stack.at(-1);
    if (name === "tt") {
      this.#clock = readClock(attributes);
      this.#language = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*$/.exec(attributes["xml:lang"] ?? "")?.[0] ?? null;
    } else if (name === "agent") this.#agent = attributes["xml:id"] ?? attributes.id ?? "";
    else if (name === "image" || attributes.backgroundImage) this.#hasPictures = true;
    const element = this.#elementOf(tag, parent);
    const id = attributes["xml:id"] ?? attributes.id ?? "";
    if (name === "style") {
      // a style within a region is of the region
      if (parent?.name === "region") Object.assign(this.#regions.get(this.#region) ?? {}, ownStyles(attributes));
      else this.#styles.set(id, this.#stylesOf(attributes));
    } else if (name === "region") {
      this.#region = id;
      this.#regions.set(id, this.#stylesOf(attributes));
    }
    if (this.#stack.length > 100) return; // hostile nesting: the text is read, its styles are not
    this.#stack.push(element);
    if (name === "p") this.#openParagraph(tag, element);
    else if (name === "span" && this.#cue) this.#openSpan(element);
    if (isEmpty) this.close(name);
  }

  close(name: string): void {
    const at = this.#stack.findLastIndex((element) => element.name === name);
    if (at < 0) return;
    for (const element of this.#stack.splice(at).reverse()) {
      if (element.name === "p") this.#closeParagraph();
      else if (element.name === "span" && this.#cue) {
        if (element.attributes.ruby === "text") this.#cue.styled.add(")");
        this.#setStyles(this.#stack.at(-1)?.look ?? {});
      }
    }
  }

  text(text: string): void {
    const element = this.#stack.at(-1);
    if (this.#stack.some(({ name }) => name === "agent") && element?.name === "name" && this.#agent) {
      const names = this.#agents.get(this.#agent) ?? new Map<Element, string>();
      this.#agents.set(this.#agent, names.set(element, (names.get(element) ?? "") + text));
    }
    if (!this.#cue || !element || this.#stack.some(({ name }) => SILENT.has(name))) return;
    const { styled } = this.#cue;
    if (element.isPreserved) styled.add(text);
    else {
      const plain = text.replace(/\s+/g, " ");
      styled.add(this.#cue.spaces ? plain.trimStart() : plain);
      this.#cue.spaces = plain === "" ? this.#cue.spaces : plain.endsWith(" ");
    }
  }

  end(): FileContent {
    this.#closeParagraph();
    if (this.#hasPictures) {
      this.#changes.add(
        "left_out",
        "the file has pictures of text, which can't be read: a profile with text is needed",
      );
    }
    const names = new Map(Array.from(this.#agents, ([id, names]) => [id, agentName(names)]));
    for (const cue of this.#cues) if (cue.speaker) cue.speaker = names.get(cue.speaker) || cue.speaker;
    return { cues: this.#cues, changes: this.#changes, language: this.#language };
  }

  #elementOf({ name, attributes, line }: OpenTag, parent: Element | undefined): Element {
    const read = (value: string | undefined) => readTime(value, this.#clock);
    const base = parent?.next ?? parent?.begin ?? 0;
    const begin = base + (read(attributes.begin) ?? 0);
    const own = read(attributes.end);
    const lasts = read(attributes.dur ?? attributes.d);
    const limits = [
      parent?.end ?? Infinity,
      own === null ? Infinity : base + own,
      lasts === null ? Infinity : begin + lasts,
    ];
    const end = Math.min(...limits);
    if (parent && parent.next !== null && Number.isFinite(end)) parent.next = end;
    const isWrong = (field: string) => attributes[field] !== undefined && read(attributes[field]) === null;
    for (const field of ["begin", "end", "dur"]) {
      // a paragraph without its begin is left out when its text is known
      if (!isWrong(field) || field === "begin" && name === "p") continue;
      this.#changes.add("time", `${field} is ${quote(attributes[field])}, which is no time: it is left out`, { line });
    }
    const inherited = Object.fromEntries(
      INHERITED.flatMap((key) => parent?.look[key] ? [[key, parent.look[key]]] : []),
    );
    const space = attributes["xml:space"];
    return {
      ...{ name, attributes, begin, end, next: attributes.timeContainer === "seq" ? begin : null },
      look: { ...inherited, ...this.#stylesOf(attributes) },
      isPreserved: space ? space === "preserve" : parent?.isPreserved ?? false,
      wrongBegin: isWrong("begin") ? quote(attributes.begin) : null,
    };
  }

  /** Style attributes of an element and of the styles that it names. */
  #stylesOf(attributes: Attributes): Attributes {
    const look: Attributes = {};
    for (const name of (attributes.style ?? "").split(/\s+/)) Object.assign(look, this.#styles.get(name));
    for (const [key, what] of Object.entries(LOST)) {
      if (attributes[key]) this.#changes.addOnce("style", `${what} are left out`);
    }
    return Object.assign(look, ownStyles(attributes));
  }

  #openParagraph({ attributes, line }: OpenTag, element: Element): void {
    this.#closeParagraph();
    const isTimed = ["begin", "end", "dur"].some((field) => attributes[field] !== undefined);
    const cue: FileCue = { line, start: element.begin, end: element.end, text: "" };
    const agent = this.#stack.findLast(({ attributes }) => attributes.agent)?.attributes.agent;
    if (agent) cue.speaker = agent.split(/\s+/)[0];
    const position = this.#positionOf(element, line);
    if (position) cue.position = position;
    const { wrongBegin } = element;
    this.#cue = { cue, styled: new StyledText(), isTimed, isSpan: false, spaces: true, wrongBegin };
    this.#setStyles(element.look);
  }

  #openSpan(element: Element): void {
    const { attributes } = element;
    const current = this.#cue!;
    if (attributes.begin !== undefined) {
      if (current.isTimed) {
        if (element.wrongBegin === null) current.styled.mark(element.begin);
      } else {
        // the paragraph has no times: each part with times is a cue
        const { line, speaker, position } = current.cue;
        this.#finishCue();
        const cue: FileCue = { line, start: element.begin, end: element.end, text: "", ...(speaker && { speaker }) };
        if (position) cue.position = position;
        const { wrongBegin } = element;
        this.#cue = { cue, styled: new StyledText(), isTimed: false, isSpan: true, spaces: true, wrongBegin };
      }
    }
    if (element.attributes.ruby === "text") this.#cue!.styled.add("(");
    if (attributes.ruby === "container") this.#changes.addOnce("text", "ruby texts are in brackets now");
    this.#setStyles(element.look);
  }

  #setStyles(look: Attributes): void {
    const styled = this.#cue?.styled;
    styled?.set("bold", look.fontWeight === "bold");
    styled?.set("italic", look.fontStyle === "italic" || look.fontStyle === "oblique");
    styled?.set("underline", /\bunderline\b/.test(look.textDecoration ?? ""));
  }

  #break(): void {
    if (!this.#cue) return;
    this.#cue.styled.add("\n");
    this.#cue.spaces = true;
  }

  #closeParagraph(): void {
    if (!this.#cue) return;
    this.#finishCue();
    this.#cue = null;
  }

  #finishCue(): void {
    const { cue, styled, isTimed, isSpan, wrongBegin } = this.#cue!;
    const { text, markup, marks } = styled.end();
    const hasNone = !isTimed && !isSpan && cue.start === 0 && cue.end === Infinity;
    if (hasNone || wrongBegin !== null) {
      const fault = wrongBegin === null ? "a paragraph has no times" : `begin is ${wrongBegin}, which is no time`;
      if (text || isTimed) {
        this.#changes.add("left_out", `${fault}; its text was ${quote(text)}`, { line: cue.line });
      }
      return;
    }
    // around spans with times there are spaces
    if (!isTimed && !text) return;
    Object.assign(cue, { text, ...(markup && { markup }), ...(marks.length > 0 && { marks }) });
    this.#cues.push(cue);
  }

  /** The nearest of nine places to the region of a paragraph. */
  #positionOf(element: Element, line: number): CuePosition | undefined {
    const name = this.#stack.findLast(({ attributes }) => attributes.region)?.attributes.region;
    const region = name === undefined ? undefined : this.#regions.get(name);
    const [, top = NaN] = pair(region?.origin);
    const [, height = NaN] = pair(region?.extent);
    const places = [region?.origin, region?.extent, element.look.origin, element.look.extent];
    if (places.some((place) => /\d(?:px|c|em)\b/.test(place ?? ""))) {
      this.#changes.addOnce("position", "places in pixels or cells are left out", { line });
    }
    const edge = region?.displayAlign;
    const middle = edge === "after" ? top + height : edge === "center" ? top + height / 2 : top;
    const isKnown = region !== undefined && Number.isFinite(middle);
    const row = isKnown ? (middle < 34 ? 2 : middle <= 67 ? 1 : 0) : rowOfEdge(edge);
    const align = element.look.textAlign ?? region?.textAlign ?? "center";
    const column = align === "left" || align === "start" ? 0 : align === "right" || align === "end" ? 2 : 1;
    if (isKnown && !/^nine-\d$/.test(name!)) {
      this.#changes.addOnce("position", "places are the nearest of nine: at an edge or in the middle");
    }
    return positionOfAlignment(1 + row * 3 + column);
  }
}

/** The full name of an agent, else the first of its names. */
function agentName(names: ReadonlyMap<Element, string>): string {
  const all = Array.from(names, ([{ attributes }, text]) => ({ type: attributes.type, text: text.trim() }));
  return (all.find(({ type, text }) => type === "full" && text) ?? all.find(({ text }) => text))?.text ?? "";
}

function rowOfEdge(edge: string | undefined): number {
  return edge === "before" ? 2 : edge === "center" ? 1 : 0;
}

function ownStyles(attributes: Attributes): Attributes {
  return Object.fromEntries(USED.flatMap((key) => attributes[key] ? [[key, attributes[key].trim()]] : []));
}

/** Two lengths in percent. */
function pair(text: string | undefined): number[] {
  return Array.from((text ?? "").matchAll(/(-?\d{1,4}(?:\.\d{1,6})?)%/g), ([, value]) => Number(value));
}
