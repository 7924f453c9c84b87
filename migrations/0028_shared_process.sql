-- 0028_shared_process.sql: a plain name for what 0011 calls company.

alter table streamforge.jobs rename column has_company to shared_process; -- another job ran in its process meanwhile
