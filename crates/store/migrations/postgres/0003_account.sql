-- Registration and what leaves the house: puzzles, single-use tickets, mail and SMS.
create table puzzle (
  id text primary key not null,
  variant text not null check (variant in ('picture', 'question')),
  answer bigint not null,
  tries bigint not null,
  created_at bigint not null,
  expires_at bigint not null,
  solved_at bigint
);
create index puzzle_expiry on puzzle (expires_at);

create table ticket (
  id text primary key not null,
  purpose text not null,
  token_hash text not null unique,
  account_id text references account (id),
  data text not null,
  tries bigint not null,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
);
create index ticket_account on ticket (account_id, purpose);
create index ticket_expiry on ticket (expires_at);

create table message (
  id text primary key not null,
  channel text not null check (channel in ('mail', 'sms')),
  template text not null,
  to_sealed text not null,
  to_index text not null,
  to_masked text not null,
  subject text not null,
  body_sealed text not null,
  state text not null check (state in ('held', 'waiting', 'sent', 'failed')),
  attempts bigint not null,
  last_error text,
  created_at bigint not null,
  sent_at bigint
);
create index message_time on message (created_at, id);
create index message_to on message (to_index, created_at);
