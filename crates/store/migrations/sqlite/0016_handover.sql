-- Change of an app's administrator: one administrator hands over to a person who accepts, or the subject takes the app back
-- by the code that its legal representative's number received.
create table handover (
  id text primary key not null,
  app_id text not null references app (id),
  from_id text references account (id),
  to_id text not null references account (id),
  ground text not null check (ground in ('administrator', 'subject')),
  state text not null check (state in ('offered', 'proving', 'done', 'declined', 'withdrawn', 'lapsed')),
  code text,
  asked_at bigint not null,
  until bigint not null,
  ended_at bigint,
  version bigint not null
);
create index handover_app on handover (app_id, asked_at);
create index handover_to on handover (to_id, asked_at);
-- One offer of an administrator at a time, and one proof of a person.
create unique index handover_one_offered on handover (app_id, from_id) where state = 'offered';
create unique index handover_one_proving on handover (app_id, to_id) where state = 'proving';
