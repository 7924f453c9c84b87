-- 0053_replaced_files.sql: the file of a video can be replaced

alter table streamforge.videos add column file_version integer not null default 1; -- rises when its file is replaced

-- what nothing refers to: the objects of an earlier file, and a file that is being received to replace one. A sweep
-- deletes them once they are due
create table streamforge.unused_objects (
  key text primary key, -- with a slash at its end: a folder
  due_at timestamptz not null default now()
);
create index unused_objects_by_time on streamforge.unused_objects (due_at);
