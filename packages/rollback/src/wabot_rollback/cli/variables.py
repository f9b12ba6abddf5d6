"""The environment variables that the engine reads, for its help and for the reference of settings."""

VARIABLES = {
    "WABOT_ENGINE_STATE": "The engine's own folder: log, lock, backups of configuration. Outside every checkout.",
    "WABOT_ROLLBACK_PLAN": "The plan's file; `rollback plan --example` prints one.",
    "WABOT_ENGINE_DATABASE_URL": "The platform's database, as `wabot_engine`; as its owner for strategy 4.",
    "JOURNAL_DATABASE_URL": "The journal's database.",
    "WABOT_STATE_DIR": "The platform's folder on this host, where its copy of maintenance's truth lies.",
    "WABOT_BACKUP_URL": "Where backups lie: `file:/folder` or `s3://bucket/prefix`.",
}
