-- What was measured on a material, passed or not.
alter table material add column measures text not null default '[]';
