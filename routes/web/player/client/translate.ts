import type { TranslationChoicesJson } from "../../../../src/schemas/translation.ts";
import { api } from "../../shared/client/api.ts";
import { playerScript as w } from "../../words/en/player.ts";
import { attempt, byId, make, notify } from "../../shared/client/dom.ts";

/** The form that asks for a translation of the captions, and the buttons that renew one. */
export function wireTranslation(page: HTMLElement, videoUrl: string): void {
  const url = `${videoUrl}/captions/translate`;
  page.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-renew]");
    if (!button) return;
    button.disabled = true;
    const { renew: to, track } = button.dataset;
    attempt(async () => {
      await api("POST", url, { to, track });
      notify(w.translatedAgain);
    }).then(() => button.disabled = false);
  });

  const details = document.querySelector<HTMLDetailsElement>("#translating");
  if (!details) return;
  const form = details.querySelector("form")!;
  const to = byId<HTMLSelectElement>("translate-to");
  const by = byId<HTMLSelectElement>("translate-by");
  const submit = form.querySelector("button")!;
  let languages: TranslationChoicesJson["languages"] = [];
  const showTranslators = () => {
    const able = languages.find(({ language }) => language === to.value)?.by ?? [];
    by.replaceChildren(...able.map((id) => make("option", { value: id }, w.translators[id])));
    by.parentElement!.hidden = able.length < 2;
  };
  to.addEventListener("change", showTranslators);
  details.addEventListener("toggle", () => {
    if (!details.open) return;
    attempt(async () => {
      const choices = await (await api("GET", url)).json() as TranslationChoicesJson;
      const before = to.value;
      ({ languages } = choices);
      to.replaceChildren(...languages.map(({ language, label }) => make("option", { value: language }, label)));
      if (languages.some(({ language }) => language === before)) to.value = before;
      const isAvailable = languages.length > 0;
      to.disabled = submit.disabled = !isAvailable;
      if (!isAvailable) to.append(make("option", { value: "" }, w.noTranslator));
      showTranslators();
      byId("translate-more").textContent = [
        ...choices.problems.map((problem) => `${problem}.`),
        ...(choices.original ? [] : [w.noCaptions]),
        choices.more,
      ].join(" ");
    });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      await api("POST", url, { to: to.value, by: by.value });
      notify(w.translating);
      details.open = false;
      details.querySelector("summary")!.focus();
    });
  });
}
