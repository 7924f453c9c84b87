// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { DeliveryJson, WebhookJson } from "../../../src/schemas/webhook.ts";
import { count, sentence } from "../shared/format.ts";
import { Action, Time } from "./action.tsx";

export type WebhookWithDeliveries = WebhookJson & { deliveries: DeliveryJson[] };

/** The webhooks of the server with their last deliveries. */
export function Webhooks({ webhooks }: { webhooks: WebhookWithDeliveries[] }) {
  return (
    <div data-part="webhooks" id="webhooks">
      {webhooks.length === 0 && <p class="none">There are no webhooks.</p>}
      <ul class="rows">{webhooks.map((webhook) => <Webhook {...webhook} />)}</ul>
    </div>
  );
}

function Webhook(
  { id, url, description, events, enabled, disabled_reason, failing_since, deliveries }: WebhookWithDeliveries,
) {
  const api = `/api/webhooks/${id}`;
  return (
    <li class="row" data-webhook={id}>
      <span class="what">
        <b>{url}</b> {description}
      </span>
      <span class="how">
        {enabled ? "on" : "off"} · {events.join(", ")}
        {failing_since && (
          <>
            {" "}· failing since <Time at={failing_since} />
          </>
        )}
      </span>
      <span class="actions">
        {enabled && (
          <Action
            name={`test-${id}`}
            method="POST"
            url={`${api}/test`}
            done="A test event is being sent."
            label={`Send a test event to ${url}`}
          >
            send a test event
          </Action>
        )}
        <button
          type="button"
          class="button"
          data-action={`secret-${id}`}
          data-secret={`${api}/secret`}
          aria-label={`Show the secret of ${url}`}
        >
          secret
        </button>
        <button
          type="button"
          class="button"
          data-action={`rotate-${id}`}
          data-secret={`${api}/rotate-secret`}
          data-ask="Make a new secret? The old one signs too for a day; change the receiver over within it."
          aria-label={`Make a new secret for ${url}`}
        >
          new secret
        </button>
        <Action
          {...{ name: `switch-${id}`, method: "PATCH", url: api, body: { enabled: !enabled } }}
          done={enabled ? "It gets no more events." : "It gets events again."}
          label={`switch ${enabled ? "off" : "on"}: ${url}`}
        >
          switch {enabled ? "off" : "on"}
        </Action>
        <Action
          {...{ name: `delete-${id}`, method: "DELETE", url: api, isDanger: true }}
          ask={`Delete the webhook ${url} with its deliveries?`}
          done="The webhook is deleted."
          label={`Delete ${url}`}
        >
          delete
        </Action>
      </span>
      {disabled_reason && <p class="reason">{sentence(`switched off: ${disabled_reason}`)}</p>}
      {deliveries.length > 0 && (
        <ul class="deliveries" aria-label={`Last deliveries to ${url}`}>
          {deliveries.map((delivery) => <Delivery {...{ ...delivery, api }} />)}
        </ul>
      )}
    </li>
  );
}

function Delivery({ id, type, state, attempts, error, next_try_at, created_at, api }: DeliveryJson & { api: string }) {
  const badge = { waiting: "busy", delivered: "done", dead: "failed" }[state];
  return (
    <li data-delivery={id}>
      <span class={`badge ${badge}`}>[{state}]</span> {type} <Time at={created_at} /> · {count(attempts, "attempt")}
      {" "}
      <Action
        {...{ name: `resend-${id}`, method: "POST", url: `${api}/deliveries/${id}/resend` }}
        done="It is being sent again."
        label={`send again: ${type}`}
      >
        send again
      </Action>
      {error && (
        <p class="reason">
          {sentence(error)} {next_try_at && attempts > 0 && (
            <>
              It is tried again at <Time at={next_try_at} />.
            </>
          )}
        </p>
      )}
    </li>
  );
}
