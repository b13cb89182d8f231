-- What was read on a material; the text is sealed, as it is personal data.
create table material_reading (
  material_id text primary key not null references material (id),
  app_id text not null references app (id),
  state text not null check (state in ('waiting', 'read', 'not_read')),
  reason text,
  sealed text,
  took_ms bigint not null,
  created_at bigint not null,
  finished_at bigint
);

-- By what a picture is known again: equal bytes, or perceptual hashes (64 bits in hex) that are nearly the same. The four
-- bands of 16 bits of the first are what the database looks for; the bits are counted afterwards.
create table picture_mark (
  material_id text primary key not null references material (id),
  app_id text not null references app (id),
  sha256 text not null,
  structure text not null,
  gradient text not null,
  band0 bigint not null,
  band1 bigint not null,
  band2 bigint not null,
  band3 bigint not null
);
create index picture_mark_sha256 on picture_mark (sha256);
create index picture_mark_band0 on picture_mark (band0);
create index picture_mark_band1 on picture_mark (band1);
create index picture_mark_band2 on picture_mark (band2);
create index picture_mark_band3 on picture_mark (band3);
