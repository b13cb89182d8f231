-- Review cases: one queue for subjects, names, certifications and versions.
create table review_case (
  id text primary key not null,
  number bigint not null unique,
  kind text not null check (kind in ('subject', 'name', 'certification', 'version')),
  app_id text not null references app (id),
  target text not null,
  title text not null,
  state text not null check (state in ('open', 'passed', 'refused', 'withdrawn')),
  opened_by text not null references account (id),
  opened_at bigint not null,
  due_at bigint not null,
  due_provisional boolean not null,
  assignee text references account (id),
  policy_revision bigint not null references revision (number),
  findings text not null,
  blocked boolean not null,
  decision text,
  decided_by text references account (id),
  decided_at bigint,
  version bigint not null
);
create index review_case_queue on review_case (state, due_at, id);
create index review_case_app on review_case (app_id, opened_at);
create index review_case_target on review_case (target);
-- One open case a target: "one review at a time" is the database's last word.
create unique index review_case_one_open on review_case (target) where state = 'open';
