-- Subjects, their materials, and names.
create table subject (
  id text primary key not null,
  app_id text not null unique references app (id),
  kind text not null check (kind in ('individual', 'enterprise', 'government', 'hk_mo_tw', 'overseas')),
  state text not null check (state in ('draft', 'in_review', 'approved', 'refused')),
  facts_sealed text not null,
  shown_name text not null,
  number_index text,
  materials text not null,
  created_at bigint not null,
  submitted_at bigint,
  decided_at bigint,
  version bigint not null
);
create index subject_number on subject (number_index);

create table material (
  id text primary key not null,
  app_id text not null references app (id),
  kind text not null,
  media text not null,
  bytes bigint not null,
  width bigint not null,
  height bigint not null,
  sha256 text not null,
  notes text not null,
  consent_at bigint,
  uploaded_by text not null references account (id),
  created_at bigint not null
);
create index material_app on material (app_id, kind, created_at);

create table app_name (
  id text primary key not null,
  app_id text not null references app (id),
  text text not null,
  fold_key text not null,
  state text not null check (state in ('in_review', 'approved', 'refused', 'withdrawn', 'released')),
  proofs text not null,
  submitted_at bigint not null,
  decided_at bigint,
  version bigint not null
);
create index app_name_app on app_name (app_id, submitted_at);
create index app_name_key on app_name (fold_key);
-- The last word on NAM-2: two names that fold alike cannot both be held.
create unique index app_name_taken on app_name (fold_key) where state in ('in_review', 'approved');
-- One name of an app under review at a time.
create unique index app_name_one_in_review on app_name (app_id) where state = 'in_review';
