import { type Context, Hono } from "hono";
import { originOf } from "../../../ml/transformer/translation/origin.ts";
import { assetPath } from "../../../src/core/assets.ts";
import { NotFoundError } from "../../../src/core/errors.ts";
import type { Deps, Env } from "../../deps.ts";
import type { AssetUrl } from "../shared/assets.ts";
import { findChapter, LearnChapter, LearnIndex } from "./page.tsx";
import type { RenderPage } from "../shared/page_response.tsx";
import { words } from "../words/words.ts";
import { whisperPages } from "./whisper_routes.tsx";

/** The model that `./sf train` wrote; the assets may lack it. */
const TRANSLATOR = assetPath("translator.safetensors");

/** The pages on how a transformer works. */
export function learnPages(deps: Deps, present: RenderPage, asset: AssetUrl): Hono<Env> {
  const app = new Hono<Env>();
  app.route("/", whisperPages(deps, present, asset)); // before /learn/:chapter

  app.get("/learn", async (c) => {
    const origin = await hasTranslator() ? originOf(await Deno.readFile(TRANSLATOR)) : null;
    const facts = { title: words().common.pages.learn, path: "/learn", mainClass: "", isListed: true };
    return present(c, facts, <LearnIndex origin={origin} />);
  });

  app.get("/learn/model.safetensors", sendTranslator);

  app.get("/learn/:chapter", async (c) => {
    const chapter = findChapter(c.req.param("chapter"));
    if (!chapter) throw new NotFoundError(`there is no chapter "${c.req.param("chapter").slice(0, 60)}"`);
    const { name, title } = chapter;
    return present(
      c,
      {
        title,
        path: `/learn/${name}`,
        script: "learn.js",
        mainClass: "",
        isListed: true,
        isLive: false,
        // the matrix product is WebAssembly, and training runs in a Worker
        allow: { "script-src": "'wasm-unsafe-eval'" },
      },
      <LearnChapter chapter={chapter} hasModel={await hasTranslator()} asset={asset} />,
    );
  });

  return app;
}

async function hasTranslator(): Promise<boolean> {
  try {
    return (await Deno.stat(TRANSLATOR)).isFile;
  } catch {
    return false;
  }
}

/**
 * Sends the trained translator, a file that `loadTranslator` reads.
 *
 * @throws {NotFoundError} if the assets have none
 */
async function sendTranslator(c: Context): Promise<Response> {
  if (!await hasTranslator()) throw new NotFoundError("this server has no trained translator");
  return c.body(await Deno.readFile(TRANSLATOR), 200, {
    "Content-Type": "application/octet-stream",
    "Cache-Control": "no-cache",
  });
}
