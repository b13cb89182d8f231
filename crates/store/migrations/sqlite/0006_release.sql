-- Packages, versions, releases and their numbered steps; keys of log senders, incidents.
create table package (
  id text primary key not null,
  app_id text not null references app (id),
  sha256 text not null,
  bytes bigint not null,
  files bigint not null,
  unpacked bigint not null,
  entry text not null,
  report text not null,
  errors bigint not null,
  warnings bigint not null,
  policy_revision bigint not null references revision (number),
  uploaded_by text not null references account (id),
  created_at bigint not null
);
create index package_app on package (app_id, created_at);
create index package_sha on package (sha256);

create table app_version (
  id text primary key not null,
  app_id text not null references app (id),
  package_id text not null references package (id),
  number text not null,
  description text not null,
  state text not null check (state in ('draft', 'in_review', 'passed', 'refused', 'withdrawn', 'discarded')),
  label text,
  skipped boolean not null,
  report text not null,
  created_by text not null references account (id),
  created_at bigint not null,
  submitted_at bigint,
  decided_at bigint,
  version bigint not null
);
create index app_version_app on app_version (app_id, created_at);
-- One version of an app under review at a time, and one version a number.
create unique index app_version_one_in_review on app_version (app_id) where state = 'in_review';
create unique index app_version_number on app_version (app_id, number) where state <> 'discarded';

create table app_release (
  id text primary key not null,
  app_id text not null references app (id),
  version_id text not null references app_version (id),
  state text not null check (state in ('rolling', 'halted', 'live', 'replaced', 'abandoned')),
  gray text not null,
  rollback boolean not null,
  created_by text not null references account (id),
  created_at bigint not null,
  changed_at bigint not null,
  version bigint not null
);
create index app_release_app on app_release (app_id, created_at);
create unique index app_release_one_rolling on app_release (app_id) where state in ('rolling', 'halted');
create unique index app_release_one_live on app_release (app_id) where state = 'live';

create table release_step (
  app_id text not null references app (id),
  code bigint not null,
  release_id text not null references app_release (id),
  kind text not null check (kind in ('gray', 'full', 'halt', 'resume', 'abandon', 'rollback')),
  version_id text references app_version (id),
  gray text not null,
  reason text not null,
  by_account text not null references account (id),
  at bigint not null,
  primary key (app_id, code)
);
create index release_step_version on release_step (version_id);

create table watch_key (
  app_id text primary key not null references app (id),
  key_hash text not null unique,
  hint text not null,
  made_by text not null references account (id),
  made_at bigint not null
);

create table incident (
  id text primary key not null,
  app_id text not null references app (id),
  class text not null check (class in ('timeout', 'memory', 'error')),
  version_name text not null,
  state text not null check (state in ('open', 'acknowledged', 'resolved')),
  count bigint not null,
  returns bigint not null,
  sample text not null,
  first_at bigint not null,
  last_at bigint not null,
  opened_at bigint not null,
  resolved_at bigint,
  handled_by text references account (id),
  note text not null,
  version bigint not null
);
-- One incident for each app, class and version: it opens again instead of being raised twice.
create unique index incident_one on incident (app_id, class, version_name);
