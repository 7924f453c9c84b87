import { Webhook } from "standardwebhooks";

/** A webhook that a receiver got. */
export interface ReceivedWebhook {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface WebhookReceiver extends AsyncDisposable {
  url: string;
  port: number;
  /** All requests, in order. */
  received: ReceivedWebhook[];
  /** Resolves once there are `count` requests. */
  until(count: number): Promise<ReceivedWebhook[]>;
  /** The payload of a request, checked by the standardwebhooks package. */
  verify(secret: string, request?: ReceivedWebhook): { type: string; timestamp: string; data: Record<string, unknown> };
}

export type Answer = (request: ReceivedWebhook, count: number) => Response | Promise<Response>;

/**
 * Starts a server on this machine that keeps what it receives.
 *
 * @param answer gets each request and how many there were before; by default the answer is 204
 */
export function startReceiver(
  answer: Answer = () => new Response(null, { status: 204 }),
  tls?: { key: string; cert: string },
): WebhookReceiver {
  const received: ReceivedWebhook[] = [];
  let onReceived = () => {};
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {}, ...tls }, async (request) => {
    const [path, headers] = [new URL(request.url).pathname, Object.fromEntries(request.headers)];
    const got = { path, headers, body: await request.text() };
    received.push(got);
    onReceived();
    return await answer(got, received.length - 1);
  });
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${server.addr.port}`,
    port: server.addr.port,
    received,
    until: async (count) => {
      while (received.length < count) await new Promise<void>((resolve) => onReceived = resolve);
      return received.slice(0, count);
    },
    verify: (secret, request = received.at(-1)!) =>
      new Webhook(secret).verify(request.body, request.headers) as ReturnType<WebhookReceiver["verify"]>,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
