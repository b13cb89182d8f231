-- Windows are counted by arrival, of one class and one version.
create index log_record_window on log_record (app_id, class, version_name, received_at);
create index log_record_received on log_record (received_at);
