-- What ends an attempt and is no fault of the file: it does not count as a failure
alter table streamforge.jobs
  add column interruptions integer not null default 0, -- ffmpeg was killed and the like, without progress since the last; ten and it is dead
  add column needs_bytes bigint; -- set while the job waits for disk space: it goes on once more than that is free
