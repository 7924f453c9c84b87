-- 0035_webhooks.sql: events of videos that are sent to other servers, as Standard Webhooks.

create table streamforge.webhook_endpoints (
  id text primary key,
  owner text, -- whose videos' events it gets; null: those of every video, for an administrator
  url text not null,
  description text not null default '',
  events jsonb not null, -- types of events
  secret text not null, -- whsec_..., signs
  old_secret text, -- signs too until old_secret_until, so that receivers can change over
  old_secret_until timestamptz,
  enabled boolean not null default true,
  disabled_reason text, -- where the server switched it off
  failing_since timestamptz, -- the first failed attempt after the last success
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table streamforge.webhook_events (
  id text primary key, -- the header webhook-id
  type text not null,
  video_id text, -- no reference: the event outlives the video
  body text not null, -- exactly what is sent and signed
  created_at timestamptz not null default now()
);
create index webhook_events_by_age on streamforge.webhook_events (created_at);

-- one row an event and endpoint, written in the transaction of the event
create table streamforge.webhook_deliveries (
  id text primary key,
  event_id text not null references streamforge.webhook_events on delete cascade,
  endpoint_id text not null references streamforge.webhook_endpoints on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
  tries integer not null default 0, -- since it was queued or sent again
  error text,
  next_try_at timestamptz, -- null once it has ended
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (event_id, endpoint_id)
);
create index webhook_deliveries_by_endpoint on streamforge.webhook_deliveries (endpoint_id, created_at desc, id desc);
create index webhook_deliveries_finished on streamforge.webhook_deliveries (finished_at) where state <> 'waiting';

create table streamforge.webhook_attempts (
  delivery_id text not null references streamforge.webhook_deliveries on delete cascade,
  number integer not null,
  started_at timestamptz not null,
  seconds double precision not null,
  status integer, -- of the answer; null: there was none
  error text,
  response text, -- the start of the answer's body
  primary key (delivery_id, number)
);

-- one delivery at a time goes to an endpoint, and one job at most works on a delivery
create index jobs_running_webhooks on streamforge.jobs ((payload ->> 'endpoint'))
  where kind = 'deliver_webhook' and state = 'running';
create unique index jobs_one_webhook on streamforge.jobs ((payload ->> 'delivery'))
  where kind = 'deliver_webhook' and state in ('queued', 'running');
create index jobs_finished_webhooks on streamforge.jobs (finished_at)
  where kind = 'deliver_webhook' and finished_at is not null;
