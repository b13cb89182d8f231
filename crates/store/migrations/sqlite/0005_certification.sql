-- Certification orders, payments with their journal, secrets and domains of developers.
create table certification (
  id text primary key not null,
  number bigint not null unique,
  app_id text not null references app (id),
  product text not null check (product in ('account', 'mini_program')),
  state text not null check (state in ('ordered', 'documents', 'documents_review', 'face', 'face_review', 'transfer',
    'amount', 'transfer_redo', 'passed', 'expired', 'refused', 'withdrawn', 'lapsed')),
  subject_type text not null,
  steps text not null,
  step bigint not null,
  fee_cents bigint not null,
  policy_revision bigint not null references revision (number),
  materials text not null,
  refills bigint not null,
  reviewed boolean not null,
  micro_sealed text,
  micro_rounds bigint not null,
  micro_tries bigint not null,
  payee_sealed text,
  reason text,
  rules text not null,
  due_at bigint,
  due_provisional boolean not null,
  opened_by text not null references account (id),
  opened_at bigint not null,
  state_at bigint not null,
  valid_from bigint,
  valid_until bigint,
  version bigint not null
);
create index certification_app on certification (app_id, number);
create index certification_due on certification (state, due_at);
create index certification_valid on certification (state, valid_until);
-- One running order of each product: the database's last word.
create unique index certification_running on certification (app_id, product)
  where state in ('ordered', 'documents', 'documents_review', 'face', 'face_review', 'transfer', 'amount', 'transfer_redo');

create table payment (
  id text primary key not null,
  number text not null unique,
  app_id text not null references app (id),
  target text not null unique,
  amount_cents bigint not null,
  state text not null check (state in ('waiting', 'paid', 'closed', 'refund_due', 'refunded')),
  provider text not null,
  reference text unique,
  confirmed_by text,
  refund_cents bigint not null,
  refund_reference text unique,
  created_at bigint not null,
  paid_at bigint,
  refunded_at bigint,
  version bigint not null
);
create index payment_state on payment (state, created_at);

-- Double entry: each row moves one amount from one account to another, so that every row balances by itself.
create table journal (
  id text primary key not null,
  at bigint not null,
  debit text not null,
  credit text not null,
  amount_cents bigint not null check (amount_cents > 0),
  target text not null,
  memo text not null,
  check (debit <> credit)
);
create index journal_target on journal (target, at);

create table app_secret (
  app_id text primary key not null references app (id),
  hash text not null,
  hint text not null,
  issued_by text not null references account (id),
  issued_at bigint not null,
  version bigint not null
);

create table server_domain (
  id text primary key not null,
  app_id text not null references app (id),
  kind text not null check (kind in ('request', 'upload', 'download', 'socket', 'tcp', 'udp')),
  domain text not null,
  created_by text not null references account (id),
  created_at bigint not null,
  unique (app_id, kind, domain)
);

create table domain_change (
  app_id text not null references app (id),
  month text not null,
  changes bigint not null,
  primary key (app_id, month)
);

create table business_domain (
  id text primary key not null,
  app_id text not null references app (id),
  domain text not null,
  file_name text not null,
  file_content text not null,
  state text not null check (state in ('waiting', 'verified')),
  verified_by text,
  verified_at bigint,
  checked_at bigint,
  check_code text,
  icp text not null,
  icp_confirmed_at bigint,
  created_by text not null references account (id),
  created_at bigint not null,
  version bigint not null,
  unique (app_id, domain)
);
