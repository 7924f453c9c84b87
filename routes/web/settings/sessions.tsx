// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { OwnerSessionJson } from "../../../src/schemas/admin.ts";
import { Action, Time } from "./action.tsx";

const API = "/api/admin/sessions";

/** The browsers in which the owner is signed in. */
export function Sessions({ sessions }: { sessions: OwnerSessionJson[] }) {
  const hasOthers = sessions.some(({ is_current }) => !is_current);
  return (
    <div data-part="sessions" id="sessions">
      {sessions.length === 0 && <p class="none">The owner is signed in with no browser.</p>}
      <ul class="rows">{sessions.map((session) => <Session {...session} />)}</ul>
      {hasOthers && (
        <p>
          <Action
            {...{ name: "end-sessions", method: "DELETE", url: API, isDanger: true }}
            ask="Sign the owner out of all other browsers?"
            done="All other sessions are ended."
          >
            end all others
          </Action>
        </p>
      )}
    </div>
  );
}

function Session({ id, address, user_agent, created_at, seen_at, is_current }: OwnerSessionJson) {
  const browser = user_agent ?? "an unknown browser";
  return (
    <li class="row" data-session={id}>
      <span class="what">
        <b>{is_current ? "this browser" : address ?? "an unknown address"}</b> {browser}
      </span>
      <span class="how">
        {is_current && address ? `${address} · ` : ""}signed in <Time at={created_at} /> · last seen{" "}
        <Time at={seen_at} />
      </span>
      {!is_current && (
        <span class="actions">
          <Action
            {...{ name: `end-${id}`, method: "DELETE", url: `${API}/${id}`, isDanger: true }}
            ask={`Sign the owner out of ${browser}?`}
            done="The session is ended."
            label={`End the session of ${browser}, ${address ?? "an unknown address"}`}
          >
            end
          </Action>
        </span>
      )}
    </li>
  );
}
