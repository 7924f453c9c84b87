/**
 * Tells the browser's other tabs which uploads this one has. Web Locks end with their page, whatever ends it; a page that
 * came by plain HTTP from another machine has none, and there the tabs ask each other.
 */

const ANSWER_MS = 400;
const ASK_AGAIN_MS = 5000;

interface Tabs {
  hold(id: string): () => void;
  isHeld(id: string): Promise<boolean>;
  released(id: string): Promise<void>;
}

const tabs = navigator.locks ? byLocks(navigator.locks) : byMessages();

/** Holds the upload until the returned function is called, or the page is gone. */
export const hold = tabs.hold;

/** Whether another tab has it, or this one. */
export const isHeld = tabs.isHeld;

/** Resolves once no tab has it any more: at once where none does. */
export const released = tabs.released;

function byLocks(locks: LockManager): Tabs {
  const nameOf = (id: string) => `streamforge-upload:${id}`;
  return {
    hold(id) {
      const over = new AbortController();
      locks.request(nameOf(id), { signal: over.signal }, (): Promise<void> | void => {
        if (over.signal.aborted) return;
        return new Promise((done) => over.signal.addEventListener("abort", () => done(), { once: true }));
      }).catch(() => {}); // it was over before it began
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
  const own = new Set<string>();
  const channel = new BroadcastChannel("streamforge-uploads");
  channel.addEventListener("message", ({ data }) => {
    if (own.has(data.asked)) channel.postMessage({ held: data.asked });
  });
  const isHeld = (id: string) =>
    new Promise<boolean>((done) => {
      if (own.has(id)) return done(true);
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
      own.add(id);
      return () => own.delete(id);
    },
    isHeld,
    async released(id) {
      while (await isHeld(id)) await new Promise((done) => setTimeout(done, ASK_AGAIN_MS));
    },
  };
}
