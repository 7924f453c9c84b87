-- 0054_jobs_by_path.sql: finds the later jobs of a file of the watch folder, of which there may be tens of thousands
create index jobs_by_path on streamforge.jobs ((payload ->> 'path')) where payload ->> 'path' is not null;
