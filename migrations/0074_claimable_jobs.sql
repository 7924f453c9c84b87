-- a worker takes the first job of a kind from it, however many wait
create index jobs_claimable on streamforge.jobs (kind, (suspected = 0), (payload ? 'later'), run_at, created_at)
  where state = 'queued' and needs_bytes is null and not cancel_requested;
