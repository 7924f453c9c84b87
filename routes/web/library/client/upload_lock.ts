/**
 * Lets tabs know which of them sends an upload. They use Web Locks, which end with their page. Pages over plain HTTP
 * have none, so their tabs ask each other by messages.
 */

const ANSWER_MS = 400;
const ASK_AGAIN_MS = 5000;

interface Tabs {
  hold(id: string): () => void;
  isHeld(id: string): Promise<boolean>;
  released(id: string): Promise<void>;
}

const tabs = navigator.locks ? byLocks(navigator.locks) : byMessages();

/** Holds the upload until the returned function is called or the page closes. */
export const hold = tabs.hold;

/** Whether any tab holds it, this one included. */
export const isHeld = tabs.isHeld;

/** Resolves once no tab holds it. */
export const released = tabs.released;

function byLocks(locks: LockManager): Tabs {
  const nameOf = (id: string) => `streamforge-upload:${id}`;
  return {
    hold(id) {
      const over = new AbortController();
      locks.request(nameOf(id), { signal: over.signal }, (): Promise<void> | void => {
        if (over.signal.aborted) return;
        return new Promise((done) => over.signal.addEventListener("abort", () => done(), { once: true }));
      }).catch(() => {}); // released before it was granted
      return () => over.abort();
    },
    async isHeld(id) {
      const { held = [] } = await locks.query();
      return held.some(({ name }) => name === nameOf(id));
    },
    async released(id) {
      await locks.request(nameOf(id), () => {});
    },
  };
}

function byMessages(): Tabs {
  const heldIds = new Set<string>();
  const channel = new BroadcastChannel("streamforge-uploads");
  channel.addEventListener("message", ({ data }) => {
    if (heldIds.has(data.asked)) channel.postMessage({ held: data.asked });
  });
  const isHeld = (id: string) =>
    new Promise<boolean>((done) => {
      if (heldIds.has(id)) return done(true);
      const end = (answer: boolean) => {
        channel.removeEventListener("message", listen);
        done(answer);
      };
      const listen = ({ data }: MessageEvent) => data.held === id && end(true);
      channel.addEventListener("message", listen);
      channel.postMessage({ asked: id });
      setTimeout(end, ANSWER_MS, false);
    });
  return {
    hold(id) {
      heldIds.add(id);
      return () => heldIds.delete(id);
    },
    isHeld,
    async released(id) {
      while (await isHeld(id)) await new Promise((done) => setTimeout(done, ASK_AGAIN_MS));
    },
  };
}
