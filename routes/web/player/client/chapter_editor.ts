import { api } from "../../shared/client/api.ts";
import { attempt, byId, make, notify } from "../../shared/client/dom.ts";
import { clock } from "../../shared/format.ts";
import { clockExactly } from "../../shared/clock_text.ts";
import {
  type ChapterLine,
  type ChapterProblem,
  checkChapters,
  MAX_CHAPTER_TITLE_CHARS,
  readChapterList,
} from "../../shared/chapter_list.ts";
import { videoPageScript } from "../../words/en/video_page.ts";
import { readChapters } from "./chapters.ts";
import { describedAs } from "./description.ts";
import type { Player } from "./player.ts";

const w = videoPageScript.chapters;

/**
 * The form in which the owner changes the chapters: a line for each, with its start and its title.
 *
 * @returns call it when the description may have changed: it may hold a list of chapters
 */
export function wireChapterEditor(player: Player, videoUrl: string): () => void {
  const form = document.querySelector<HTMLFormElement>("#chapter-form");
  if (!form) return () => {};
  const list = byId("chapter-lines");
  const edit = byId("edit-chapters");
  const take = byId("chapters-of-description");
  const add = byId("add-chapter");
  const duration = form.dataset.duration === undefined ? null : Number(form.dataset.duration);
  let opener = edit;
  /** What was saved last, while the page still shows what was there before. */
  let saved: { lines: ChapterLine[]; shown: string } | null = null;
  const shown = () => JSON.stringify(readChapters());

  const lines = () => [...list.children] as HTMLLIElement[];
  const now = () => Math.round(player.time * 10) / 10;
  const offerList = () => take.hidden = !form.hidden || readChapterList(describedAs()).length === 0;
  const showTime = () => add.textContent = w.add(clock(now()));
  const open = (isOpen: boolean) => {
    form.hidden = !isOpen;
    edit.hidden = isOpen;
    offerList();
    if (isOpen) showTime();
    else opener.focus();
  };
  const fill = (chapters: readonly ChapterLine[]) => {
    list.replaceChildren(...chapters.map(({ time, title }) => newLine(time, title)));
    number();
    showProblem(null);
  };
  const newLine = (time: string, title: string) => {
    const start = make("input", { type: "text", class: "chapter-time", value: time, autocomplete: "off" });
    const here = make("button", { type: "button", class: "button" }, w.here);
    here.addEventListener("click", () => start.value = clockExactly(now()));
    const name = make("input", { type: "text", class: "chapter-name", value: title, autocomplete: "off", dir: "auto" });
    name.maxLength = MAX_CHAPTER_TITLE_CHARS;
    const remove = make("button", { type: "button", class: "button danger" }, w.removeSign);
    const line = make("li", {}, start, here, name, remove);
    remove.addEventListener("click", () => {
      const next = line.nextElementSibling ?? line.previousElementSibling;
      line.remove();
      number();
      (next?.querySelector<HTMLElement>(".danger") ?? add).focus();
    });
    return line;
  };
  /** Names the fields and buttons by their lines. */
  const number = () => {
    for (const [i, line] of lines().entries()) {
      const labels = [w.startOf(i + 1), w.hereOf(i + 1), w.titleOf(i + 1), w.removeOf(i + 1)];
      for (const [j, element] of [...line.children].entries()) element.setAttribute("aria-label", labels[j]);
    }
  };
  const typed = (): ChapterLine[] =>
    lines().map((line) => {
      const [time, title] = line.querySelectorAll("input");
      return { time: time.value, title: title.value };
    });
  const showProblem = (problem: ChapterProblem | null) => {
    for (const field of list.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
    byId("chapter-problem").textContent = problem
      ? w.problems[problem.code](problem, typed()[problem.line - 1], duration)
      : "";
    if (!problem) return;
    const [time, title] = lines()[problem.line - 1].querySelectorAll("input");
    const field = problem.field === "time" ? time : title;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", "chapter-problem");
    field.focus();
  };

  edit.addEventListener("click", () => {
    opener = edit;
    fill(
      saved?.shown === shown()
        ? saved.lines
        : readChapters().map(({ start, title }) => ({ time: clockExactly(start), title })),
    );
    open(true);
    (list.querySelector<HTMLElement>(".chapter-name") ?? add).focus();
  });
  take.addEventListener("click", () => {
    opener = edit;
    fill(readChapterList(describedAs()));
    open(true);
    const { problem } = checkChapters(typed(), duration);
    if (problem) showProblem(problem);
    else form.querySelector<HTMLElement>("[type=submit]")!.focus();
  });
  add.addEventListener("click", () => {
    const start = now();
    const line = newLine(clockExactly(start), "");
    const after = lines().find((other) => startOf(other) > start);
    if (after) after.before(line);
    else list.append(line);
    number();
    line.querySelector<HTMLElement>(".chapter-name")!.focus();
  });
  player.video.addEventListener("timeupdate", () => form.hidden || showTime());
  form.addEventListener("reset", () => open(false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { chapters, problem } = checkChapters(typed(), duration);
    showProblem(problem);
    if (!chapters) return;
    attempt(async () => {
      await api("PATCH", videoUrl, { chapters }); // the player's list follows by the video's events
      saved = { lines: typed(), shown: shown() };
      notify(w.saved);
      open(false);
    });
  });
  offerList();
  return offerList;
}

/** Where a line of the form begins; after all others while its time can't be read. */
function startOf(line: HTMLLIElement): number {
  const { chapters } = checkChapters([{ time: line.querySelector("input")!.value, title: "-" }], null);
  return chapters?.[0]?.start ?? Infinity;
}
