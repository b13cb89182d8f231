-- Log records of mini programs' back ends and clients; apart from the business database.
create table log_record (
  id text primary key not null,
  app_id text not null,
  at bigint not null,
  received_at bigint not null,
  severity bigint not null,
  version_name text not null,
  class text not null,
  body text not null,
  attributes text not null
);
create index log_record_app on log_record (app_id, at);
create index log_record_class on log_record (app_id, class, at);
