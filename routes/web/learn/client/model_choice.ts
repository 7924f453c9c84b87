import { type Origin, originOf } from "../../../../ml/transformer/translation/origin.ts";
import { loadTranslator, Translator } from "../../../../ml/transformer/translation/translator.ts";
import { api } from "../../shared/client/api.ts";
import { attempt, byId, make } from "../../shared/client/dom.ts";
import { errorText } from "../../shared/client/errors.ts";
import { sitePath } from "../../shared/client/site.ts";

const DATABASE = "streamforge-learn";
const STORE = "models";
const STORED_MODEL = "trained in this browser";

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Stores a model trained in this browser in IndexedDB, for the other chapters. */
export async function storeModel(bytes: Uint8Array): Promise<void> {
  const store = (await openDatabase()).transaction(STORE, "readwrite").objectStore(STORE);
  await result(store.put(bytes, "own"));
}

async function storedModel(): Promise<Uint8Array | undefined> {
  return await result((await openDatabase()).transaction(STORE).objectStore(STORE).get("own"));
}

async function serverModel(url: string): Promise<Uint8Array> {
  return new Uint8Array(await (await api("GET", url)).arrayBuffer());
}

/**
 * Fills the choice of models (from the server, from a training in this browser, from a file) and calls `use` with each
 * model that is chosen. Without any model the page says so.
 */
export async function offerModels(use: (translator: Translator) => void): Promise<void> {
  const choice = byId<HTMLSelectElement>("model");
  const file = byId<HTMLInputElement>("model-file");
  const sources = new Map<string, () => Promise<Uint8Array>>();
  const url = byId("learn").dataset.model!;
  if (url) sources.set("trained beforehand", () => serverModel(url));
  const stored = await storedModel().catch(() => undefined); // storage may be off
  if (stored) sources.set(STORED_MODEL, () => Promise.resolve(stored));
  fillChoice(choice, sources);
  if (stored && location.hash === "#own") choice.value = STORED_MODEL; // the training chapter links here with #own
  const load = async () => {
    const read = sources.get(choice.value);
    if (!read) return;
    const bytes = await read();
    const translator = loadTranslator(bytes);
    describe(choice.value, translator, originOf(bytes));
    use(translator);
  };
  choice.addEventListener("change", () => attempt(load));
  file.addEventListener("change", () =>
    attempt(async () => {
      const chosen = file.files?.[0];
      if (!chosen) return;
      sources.set(chosen.name, async () => new Uint8Array(await chosen.arrayBuffer()));
      fillChoice(choice, sources);
      choice.value = chosen.name;
      await load();
    }));
  if (sources.size === 0) showNoModel();
  else await load();
}

/** Shows which model is in use and, if its file records it, the command that trained it. */
function describe(name: string, { model }: Translator, origin: Origin | null): void {
  const { nLayers, nHeads, dModel } = model.config;
  const layers = `${nLayers} ${nLayers === 1 ? "layer" : "layers"}`;
  const state = byId("model-state");
  state.replaceChildren(`${name}: ${layers}, ${nHeads} heads, rows of ${dModel} numbers`);
  if (!origin) return;
  const { heldOutExact, heldOutBleu } = origin.figures;
  state.append(". Made by ", make("code", {}, origin.command));
  if (heldOutExact === undefined) return;
  const exact = `${(100 * heldOutExact).toFixed(1)} % of the sentences held out come out exactly right`;
  state.append(`: ${exact}${heldOutBleu === undefined ? "" : `, BLEU ${heldOutBleu.toFixed(1)}`}`);
}

function fillChoice(choice: HTMLSelectElement, sources: ReadonlyMap<string, unknown>): void {
  const names = sources.size ? [...sources.keys()] : ["none yet"];
  choice.replaceChildren(...names.map((name) => make("option", { value: name }, name)));
  choice.disabled = sources.size === 0;
}

function showNoModel(): void {
  byId("model-state").replaceChildren(
    "This server has no trained translator, and none was trained in this browser. ",
    make("a", { href: sitePath("/learn/training") }, "Train a small one here"),
    " in a minute or two, then come back.",
  );
}

/** Translates the typed sentence. @returns null for an empty sentence or after an error, which the page shows */
export function translateSentence(
  translator: Translator,
  text: string,
  options?: { beamSize: number },
): ReturnType<Translator["translate"]> | null {
  const state = byId("model-state");
  state.querySelector(".about")?.remove();
  if (text.trim() === "") return null;
  const say = (words: string) => state.append(make("span", { class: "about" }, ` · ${words}`));
  try {
    const translation = translator.translate(text, options);
    const { unknownWords } = translation;
    if (unknownWords.length) say(`it has never met ${unknownWords.map((word) => `"${word}"`).join(", ")}`);
    return translation;
  } catch (error) {
    say(errorText(error));
    return null;
  }
}
