-- Accounts, apps, members, and what every noun leans on: audit, evidence, jobs, revisions, settings.
create table account (
  id text primary key not null,
  email text not null,
  email_key text not null unique,
  password_hash text not null,
  role text not null check (role in ('applicant', 'reviewer', 'operator')),
  state text not null check (state in ('pending', 'active', 'suspended')),
  trust text not null check (trust in ('corporate', 'free_mail')),
  phone_sealed text,
  phone_index text,
  lang text not null,
  created_at bigint not null,
  version bigint not null
);
create index account_phone on account (phone_index);

create table session (
  id text primary key not null,
  token_hash text not null unique,
  account_id text not null references account (id),
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null,
  agent text not null
);
create index session_account on session (account_id);

create table app (
  id text primary key not null,
  appid text unique,
  owner_id text not null references account (id),
  subject_id text,
  title text not null,
  name text,
  industry text not null,
  state text not null check (state in ('active', 'frozen')),
  data_plan text,
  created_at bigint not null,
  version bigint not null
);
create index app_owner on app (owner_id);

create table member (
  app_id text not null references app (id),
  account_id text not null references account (id),
  role text not null check (role in ('administrator', 'developer', 'operator', 'tester')),
  created_at bigint not null,
  primary key (app_id, account_id)
);
create index member_account on member (account_id);

create table audit (
  id text primary key not null,
  at bigint not null,
  actor text not null,
  kind text not null,
  target text not null,
  app_id text,
  data text not null
);
create index audit_app on audit (app_id, at);
create index audit_at on audit (at);

create table evidence (
  id text primary key not null,
  at bigint not null,
  app_id text,
  kind text not null,
  target text not null,
  body text not null,
  salt text not null,
  leaf_hash text not null,
  seq bigint unique,
  row_hash text
);
create index evidence_app on evidence (app_id, at);
create index evidence_unsequenced on evidence (seq, id);

create table job (
  id text primary key not null,
  kind text not null,
  dedup text unique,
  payload text not null,
  run_at bigint not null,
  locked_until bigint not null,
  attempts bigint not null,
  last_error text,
  created_at bigint not null
);
create index job_due on job (run_at, id);

create table lease (
  name text primary key not null,
  holder text not null,
  until bigint not null
);

create table revision (
  number bigint primary key not null,
  kind text not null,
  digest text not null,
  body text not null,
  note text not null,
  created_by text not null,
  created_at bigint not null
);

create table active_revision (
  kind text primary key not null,
  number bigint not null references revision (number)
);

create table counter (
  name text primary key not null,
  value bigint not null
);

create table setting (
  name text primary key not null,
  value text not null
);

create table throttle (
  name text primary key not null,
  count bigint not null,
  since bigint not null
);
