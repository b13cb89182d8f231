-- What was erased, and when: the account of a person who asked for it, the facts of a subject, an app that was closed for good.
alter table account add column erased_at bigint;
alter table subject add column erased_at bigint;
alter table app add column closed_at bigint;
