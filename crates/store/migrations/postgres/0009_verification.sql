-- What was verified of a subject, by whom and when (SUB-6). Rows are added and never changed; the newest of a fact and number counts.
create table verification (
  id text primary key not null,
  app_id text not null references app (id),
  subject_id text not null references subject (id),
  fact text not null check (fact in ('mobile_code', 'mobile_holder', 'registration')),
  outcome text not null check (outcome in ('confirmed', 'denied', 'unknown')),
  value_index text not null,
  by_kind text not null check (by_kind in ('code', 'provider', 'reviewer')),
  by_name text not null,
  detail_zh text not null,
  detail_en text not null,
  at bigint not null
);
create index verification_subject on verification (subject_id, at);

-- The code on its way to the number of a subject's legal representative; one at a time.
create table subject_code (
  subject_id text primary key not null references subject (id),
  code text not null
);
