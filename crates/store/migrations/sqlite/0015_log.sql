-- The Merkle log over the chained evidence: tiles as C2SP has them, those at the edge written again while they grow, and
-- every checkpoint that was signed.
create table log_tile (
  level bigint not null,
  place bigint not null,
  width bigint not null,
  hashes text not null,
  primary key (level, place)
);
create table log_checkpoint (
  size bigint primary key,
  note text not null,
  at bigint not null
);

-- Deposits (CER-7): digests of contracts and works; the title is sealed, the file is not kept.
create table deposit (
  id text primary key not null,
  app_id text not null references app (id),
  kind text not null check (kind in ('contract', 'work', 'other')),
  title_sealed text not null,
  title_salt text not null,
  sha256 text not null,
  bytes bigint,
  at bigint not null
);
create index deposit_app on deposit (app_id, at);
create index evidence_target on evidence (target);
