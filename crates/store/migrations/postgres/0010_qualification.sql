-- Qualifications of an app's industry (PRE-5), with the day on which each ends.
create table qualification (
  id text primary key not null,
  app_id text not null references app (id),
  name text not null,
  number text not null,
  valid_until bigint,
  created_at bigint not null
);
create index qualification_app on qualification (app_id, created_at);

-- Whose ID number and phone a submitted subject rests on, as blind indexes: for the limits per person and per phone.
create table subject_holder (
  subject_id text not null references subject (id),
  what text not null check (what in ('person', 'phone')),
  value_index text not null,
  primary key (subject_id, what, value_index)
);
create index subject_holder_value on subject_holder (what, value_index);
