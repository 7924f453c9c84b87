-- 0011_suspects.sql: jobs run side by side in one process, and one that crashes it takes the others along. Only a job that
-- ran alone is blamed for a crash; all that ran in that process are suspects, and run alone next.

alter table streamforge.jobs
  add column has_company boolean not null default false, -- another job ran in the same process during this attempt
  add column suspected integer not null default 0; -- how often its process ended since the last progress; above 0 it runs alone

create index jobs_suspected on streamforge.jobs (run_at) where state = 'queued' and suspected > 0;
create index jobs_by_worker on streamforge.jobs (worker) where state = 'running';
