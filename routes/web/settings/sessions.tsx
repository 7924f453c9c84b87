// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { OwnerSessionJson } from "../../../src/schemas/admin.ts";
import { words } from "../words/words.ts";
import { Action, Time } from "./action.tsx";

const API = "/api/admin/sessions";

/** The browsers in which the owner is signed in. */
export function Sessions({ sessions }: { sessions: OwnerSessionJson[] }) {
  const { sessions: w } = words().settings;
  const hasOthers = sessions.some(({ is_current }) => !is_current);
  return (
    <div data-part="sessions" id="sessions">
      {sessions.length === 0 && <p class="none">{w.none}</p>}
      <ul class="rows">{sessions.map((session) => <Session {...session} />)}</ul>
      {hasOthers && (
        <p>
          <Action
            {...{ name: "end-sessions", method: "DELETE", url: API, isDanger: true }}
            ask={w.endOthersAsk}
            done={w.endedOthers}
          >
            {w.endOthers}
          </Action>
        </p>
      )}
    </div>
  );
}

function Session({ id, address, user_agent, created_at, seen_at, is_current }: OwnerSessionJson) {
  const { sessions: w } = words().settings;
  const browser = user_agent ?? w.unknownBrowser;
  return (
    <li class="row" data-session={id}>
      <span class="what">
        <b>{is_current ? w.thisBrowser : address ?? w.unknownAddress}</b> {browser}
      </span>
      <span class="how">
        {is_current && address ? `${address} · ` : ""}
        {w.signedIn} <Time at={created_at} /> · {w.lastSeen} <Time at={seen_at} />
      </span>
      {!is_current && (
        <span class="actions">
          <Action
            {...{ name: `end-${id}`, method: "DELETE", url: `${API}/${id}`, isDanger: true }}
            ask={w.endAsk(browser)}
            done={w.ended}
            label={w.endOf(browser, address ?? w.unknownAddress)}
          >
            {w.end}
          </Action>
        </span>
      )}
    </li>
  );
}
