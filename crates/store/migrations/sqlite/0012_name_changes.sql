-- What changed among the names since a moment: the index of names on every server reads it.
create index app_name_submitted on app_name (submitted_at);
create index app_name_decided on app_name (decided_at);
