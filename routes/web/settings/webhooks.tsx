// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { DeliveryJson, WebhookJson } from "../../../src/schemas/webhook.ts";
import { sentence } from "../shared/format.ts";
import { fillIn } from "../words/fill.ts";
import { words } from "../words/words.ts";
import { Action, Time } from "./action.tsx";

export type WebhookWithDeliveries = WebhookJson & { deliveries: DeliveryJson[] };

/** The webhooks of the server with their last deliveries. */
export function Webhooks({ webhooks }: { webhooks: WebhookWithDeliveries[] }) {
  return (
    <div data-part="webhooks" id="webhooks">
      {webhooks.length === 0 && <p class="none">{words().settings.webhooks.none}</p>}
      <ul class="rows">{webhooks.map((webhook) => <Webhook {...webhook} />)}</ul>
    </div>
  );
}

function Webhook(
  { id, url, description, events, enabled, disabled_reason, failing_since, deliveries }: WebhookWithDeliveries,
) {
  const { webhooks: w } = words().settings;
  const api = `/api/webhooks/${id}`;
  return (
    <li class="row" data-webhook={id}>
      <span class="what">
        <b>{url}</b> {description}
      </span>
      <span class="how">
        {enabled ? w.on : w.off} · {events.join(", ")}
        {failing_since && (
          <>
            {" "}· {w.failingSince} <Time at={failing_since} />
          </>
        )}
      </span>
      <span class="actions">
        {enabled && (
          <Action
            name={`test-${id}`}
            method="POST"
            url={`${api}/test`}
            done={w.testDone}
            label={w.testOf(url)}
          >
            {w.test}
          </Action>
        )}
        <button
          type="button"
          class="button"
          data-action={`secret-${id}`}
          data-secret={`${api}/secret`}
          aria-label={w.secretOf(url)}
        >
          {w.secret}
        </button>
        <button
          type="button"
          class="button"
          data-action={`rotate-${id}`}
          data-secret={`${api}/rotate-secret`}
          data-ask={w.newSecretAsk}
          aria-label={w.newSecretOf(url)}
        >
          {w.newSecret}
        </button>
        <Action
          {...{ name: `switch-${id}`, method: "PATCH", url: api, body: { enabled: !enabled } }}
          done={enabled ? w.switchedOff : w.switchedOn}
          label={enabled ? w.switchOffOf(url) : w.switchOnOf(url)}
        >
          {enabled ? w.switchOff : w.switchOn}
        </Action>
        <Action
          {...{ name: `delete-${id}`, method: "DELETE", url: api, isDanger: true }}
          ask={w.deleteAsk(url)}
          done={w.deleted}
          label={w.deleteOf(url)}
        >
          {w.delete}
        </Action>
      </span>
      {disabled_reason && <p class="reason">{sentence(w.disabledBecause(disabled_reason))}</p>}
      {deliveries.length > 0 && (
        <ul class="deliveries" aria-label={w.deliveries(url)}>
          {deliveries.map((delivery) => <Delivery {...{ ...delivery, api }} />)}
        </ul>
      )}
    </li>
  );
}

function Delivery({ id, type, state, attempts, error, next_try_at, created_at, api }: DeliveryJson & { api: string }) {
  const { webhooks: w } = words().settings;
  const badge = { waiting: "busy", delivered: "done", dead: "failed" }[state];
  return (
    <li data-delivery={id}>
      <span class={`badge ${badge}`}>{w.states[state]}</span> {type} <Time at={created_at} /> · {w.attempts(attempts)}
      {" "}
      <Action
        {...{ name: `resend-${id}`, method: "POST", url: `${api}/deliveries/${id}/resend` }}
        done={w.resent}
        label={w.resendOf(type)}
      >
        {w.resend}
      </Action>
      {error && (
        <p class="reason">
          {sentence(error)}{" "}
          {next_try_at && attempts > 0 && <>{fillIn(w.nextTry, { time: () => <Time at={next_try_at} /> })}</>}
        </p>
      )}
    </li>
  );
}
