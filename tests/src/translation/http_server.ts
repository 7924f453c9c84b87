/** What a server does with one request. */
export type Behaviour = (body: unknown, request: Request) => Response | Promise<Response>;

/** An HTTP server that stands for a translator's: it speaks the protocol, and misbehaves as told. */
export interface TranslationServer extends AsyncDisposable {
  url: string;
  /** The bodies that it got, and how. */
  requests: { path: string; body: unknown; headers: Headers }[];
}

/** @param behaviours for the first requests, one each; the last one is for all that follow */
export function serve(...behaviours: Behaviour[]): TranslationServer {
  const requests: TranslationServer["requests"] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const text = await request.text();
    const body = text === "" ? null : JSON.parse(text);
    const behave = behaviours[Math.min(requests.length, behaviours.length - 1)];
    requests.push({ path: new URL(request.url).pathname, body, headers: request.headers });
    return await behave(body, request);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

interface ChatBody {
  model: string;
  messages: { role: string; content: string }[];
}

/** The numbered lines that a chat request asks for. */
export function askedLines(body: unknown): { number: number; text: string }[] {
  const content = (body as ChatBody).messages.find(({ role }) => role === "user")!.content;
  return [...content.split("Translate these lines:\n")[1].matchAll(/^(\d+)\| (.*)$/gm)]
    .map(([, number, text]) => ({ number: Number(number), text }));
}

export function chatAnswer(content: string, finish_reason = "stop"): Response {
  return Response.json({ choices: [{ message: { role: "assistant", content }, finish_reason }] });
}

/** Each letter's neighbour in the alphabet: a "translation" that no other line has. */
export function shifted(text: string): string {
  return text.replace(/[a-y]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 1));
}

/** A model that does as it is told, but for what `change` does to its lines. */
export function chat(change: (lines: string[]) => string[] | string = (lines) => lines): Behaviour {
  return (body) => {
    const changed = change(askedLines(body).map(({ number, text }) => `${number}| ${shifted(text)}`));
    return chatAnswer(typeof changed === "string" ? changed : changed.join("\n"));
  };
}

/** LibreTranslate with some languages, whose `/translate` does as told. */
export function libreTranslate(translate: Behaviour = translateList): Behaviour {
  return (body, request) => {
    if (new URL(request.url).pathname === "/translate") return translate(body, request);
    return Response.json([
      { code: "en", name: "English", targets: ["en", "es", "pt-BR", "zh-Hans", "pt"] },
      { code: "es", name: "Spanish", targets: ["en", "es"] },
    ]);
  };
}

export function translateList(body: unknown): Response {
  return Response.json({ translatedText: (body as { q: string[] }).q.map(shifted) });
}
