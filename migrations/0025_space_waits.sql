-- 0025_space_waits.sql: a job that finds a disk full again and again, where another one than DATA_DIR's is measured, waits
-- longer each time.

alter table streamforge.jobs
  add column space_waits integer not null default 0; -- without progress since the last
