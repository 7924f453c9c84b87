import type { Child } from "hono/jsx";
import { words } from "../words/words.ts";

/** A button that asks the server for something; the page's script sends it. */
export function Action(
  { name, method, url, body, ask, done, isDanger, label, children }: {
    /** Unique on the page, so that the focus finds it again. */
    name: string;
    method: "POST" | "PATCH" | "DELETE";
    url: string;
    body?: Record<string, unknown>;
    /** The question to be confirmed before. */
    ask?: string;
    /** The words once it is done. */
    done: string;
    isDanger?: boolean;
    /** For screen readers, where the text alone says too little. */
    label?: string;
    children: Child;
  },
) {
  return (
    <button
      type="button"
      class={isDanger ? "button danger" : "button"}
      data-action={name}
      data-method={method}
      data-url={url}
      data-body={body && JSON.stringify(body)}
      data-ask={ask}
      data-done={done}
      aria-label={label}
    >
      {children}
    </button>
  );
}

/** A point of time in UTC. */
export function Time({ at }: { at: string }) {
  return <time datetime={at}>{words().settings.at(at.slice(0, 16).replace("T", " "))}</time>;
}
