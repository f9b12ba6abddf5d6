"""Every command, query and Python block of the plan: run as written, or the reason why not here.

Names, paths and options are the plan's. What stands for something else in the plan (a tenant's id, a host name) is put
in by `tests.plan.running`.
"""

from dataclasses import dataclass

LOG = "/var/log/wabot/application.log"
MANAGE = "python manage.py"
HARMFUL = "docs/reference/plan-lines.md says why and what does it instead"

# Shell lines that must exit 0 and say what stands beside them (empty: anything, or nothing).
SHELL: dict[str, str] = {
    f"tail -1000 {LOG} | grep ERROR": "",
    f'grep "MessageHarmonizationService" {LOG} | tail -50': "",
    f'grep "ReferenceContextManager" {LOG} | tail -50': "",
    f'grep "GroundedResponseValidator" {LOG} | tail -50': "",
    f"{MANAGE} configure_ux_features --disable-harmonization": "message harmonization off",
    f"{MANAGE} configure_ux_features --disable-immediate-display": "immediate product display off",
    f"{MANAGE} configure_ux_features --disable-grounded-validation": "grounded validation off",
    f"{MANAGE} configure_ux_features --disable-reference-resolution": "reference resolution off",
    f"{MANAGE} configure_ux_features --disable-all-enhancements": "",
    "redis-cli FLUSHDB": "OK",
    f"{MANAGE} clear_cache": "cache",
    "curl https://api.wabotiq.com/v1/health": '"status": "ok"',
    f"{MANAGE} test_bot_message --tenant-id=<test_tenant_id>": "",
    f"tail -100 {LOG} | grep ERROR | wc -l": "",
    f"{MANAGE} dumpdata bot.AgentConfiguration > config_backup_$(date +%Y%m%d_%H%M%S).json": "",
    (
        "cat config_backup_*.json | jq '.[] | select(.model == \"bot.agentconfiguration\") | .fields' | head -20"
    ): "enable_message_harmonization",
    f"{MANAGE} loaddata config_backup_pre_deployment.json": "Installed",
    f"{MANAGE} show_ux_config": "",
    "celery -A config inspect ping": "pong",
    "celery -A config inspect active": "",
    "celery -A config control shutdown": "",
    "celery -A config worker --loglevel=info --detach": "",
    "celery -A config beat --loglevel=info --detach": "",
    f"tail -f {LOG} | grep ERROR": "",
    f"{MANAGE} maintenance_mode on": "",
    "curl -I https://api.wabotiq.com/": "503",
    f"{MANAGE} send_maintenance_notification": "",
    f"{MANAGE} maintenance_mode off": "",
    f"{MANAGE} test_product_discovery --tenant-id=<test_tenant_id>": "",
    f"tail -100 {LOG} | grep ERROR": "",
    (
        f'{MANAGE} send_emergency_notification --message="System maintenance in progress. Service will be restored'
        ' shortly."'
    ): "",
    f"{MANAGE} collectstatic --noinput": "static file",
    f"{MANAGE} check": "no issues",
    f"{MANAGE} showmigrations": "[X] 0001_initial",
    f'{MANAGE} dbshell -c "SELECT 1;"': "1 row",
    f"{MANAGE} check_data_integrity": "",
    f"{MANAGE} test_conversation_flow --tenant-id=<test_tenant_id>": "",
    f"{MANAGE} check_data_integrity --verbose": "",
    f"tail -200 {LOG} | grep ERROR": "",
}

# Lines of the machine around it, run as written too: `tests.plan.standing_in` says what stands in for what.
MACHINE: dict[str, str] = {
    "sudo systemctl restart gunicorn": "systemctl restart gunicorn",
    "sudo systemctl stop gunicorn": "systemctl stop gunicorn",
    "sudo systemctl start gunicorn": "systemctl start gunicorn",
    "sudo systemctl status gunicorn": "active (running)",
    "git log --oneline -10": "",
    'PREVIOUS_COMMIT="<commit_hash_before_deployment>"': "",
    "git log -1 --oneline": "",
    "pip install -r requirements.txt": "Requirement already satisfied",
    "chown -R www-data:www-data /app": "",
    'pkill -f "celery beat"': "",
    'ps aux | grep -E "(gunicorn|celery)"': "gunicorn",
    'BACKUP_FILE="backup_rollback_$(date +%Y%m%d_%H%M%S).sql"': "",
    "pg_dump -h $DB_HOST -U $DB_USER -d $DB_NAME -F c -f $BACKUP_FILE": "",
    "aws s3 cp $BACKUP_FILE s3://wabot-backups/production/rollbacks/": "upload: ./backup_rollback_",
    'RESTORE_FILE="backup_ux_enhancement_20250120_140000.sql"': "",
    "aws s3 cp s3://wabot-backups/production/$RESTORE_FILE .": "download: s3://wabot-backups/production/",
    (
        "psql -h $DB_HOST -U $DB_USER -d $DB_NAME -c \"SELECT COUNT(*) FROM django_migrations WHERE app = 'bot';\""
    ): "1 row",
    'psql -h $DB_HOST -U $DB_USER -d temp_recovery_db -c "': "COPY",
    f"{MANAGE} import_lost_messages /tmp/lost_messages.csv --dry-run": "",
    f"{MANAGE} import_lost_messages /tmp/lost_messages.csv --confirm": "",
}
# The line that a quoted query of several lines begins with, and the whole of it.
WHOLE: dict[str, str] = {
    'psql -h $DB_HOST -U $DB_USER -d temp_recovery_db -c "': """psql -h $DB_HOST -U $DB_USER -d temp_recovery_db -c "
  COPY (
    SELECT * FROM messaging_message
    WHERE created_at >= '2025-01-20 14:00:00'
  ) TO '/tmp/lost_messages.csv' CSV HEADER;
\"""",
}

NOT_HERE: dict[str, str] = {
    "sleep 120": "waits; the worker is watched instead",
    "git checkout $PREVIOUS_COMMIT": HARMFUL,
    "pg_restore --list $BACKUP_FILE | head -20": HARMFUL,
    "pg_restore -h $DB_HOST -U $DB_USER -d $DB_NAME -c $RESTORE_FILE": HARMFUL,
    "pytest apps/bot/tests/ -v": "this very suite runs them",
    "pg_restore -h $DB_HOST -U $DB_USER -d temp_recovery_db -C $BACKUP_FILE": HARMFUL,
}


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; `says` is what must come out of them."""

    says: str
    lines: str


SQL = (
    Block("0", "SELECT COUNT(*) FROM bot_messageharmonizationlog WHERE message_ids IS NULL;"),
    Block("0", "SELECT COUNT(*) FROM bot_referencecontext WHERE items IS NULL;"),
    Block(
        "0001_initial", "SELECT * FROM django_migrations WHERE app = 'bot' ORDER BY applied DESC LIMIT 10;"
    ),
    Block(
        "0",
        "SELECT COUNT(*) FROM bot_referencecontext WHERE conversation_id NOT IN"
        " (SELECT id FROM messaging_conversation);",
    ),
    Block(
        "errors",
        "SELECT DATE_TRUNC('minute', created_at) as minute, COUNT(*) FILTER (WHERE level = 'ERROR') as errors,"
        " COUNT(*) as total FROM logs WHERE created_at >= NOW() - INTERVAL '1 hour' GROUP BY minute"
        " ORDER BY minute DESC;",
    ),
    Block(
        "p95",
        "SELECT PERCENTILE_CONT(0.50) WITHIN GROUP (ORDER BY response_time_ms) as p50,"
        " PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY response_time_ms) as p95,"
        " PERCENTILE_CONT(0.99) WITHIN GROUP (ORDER BY response_time_ms) as p99 FROM messaging_message"
        " WHERE created_at >= NOW() - INTERVAL '1 hour' AND direction = 'outbound';",
    ),
)

PYTHON = (
    Block(
        "Harmonization failures in last hour: 0",
        """
from apps.bot.models import MessageHarmonizationLog
failures = MessageHarmonizationLog.objects.filter(
    created_at__gte=timezone.now() - timedelta(hours=1),
    status='failed'
).count()
print(f"Harmonization failures in last hour: {failures}")
""",
    ),
    Block(
        "",
        """
from apps.bot.models import AgentConfiguration
AgentConfiguration.objects.all().update(
    enable_message_harmonization=False
)
config = AgentConfiguration.objects.get(tenant=tenant)
config.enable_message_harmonization = False
config.save()
""",
    ),
    Block(
        "",
        """
from apps.bot.models import AgentConfiguration
AgentConfiguration.objects.all().update(
    enable_message_harmonization=True,
    harmonization_wait_seconds=3,
    enable_immediate_product_display=True,
    max_products_to_show=5,
    enable_grounded_validation=True,
    enable_reference_resolution=True,
    use_business_name_as_identity=True,
    custom_bot_greeting=''
)
""",
    ),
)
# Naive times against aware ones, asked of the database that was put back: it raises, and finds no loss.
LOSS_SCRIPT = f"the data-loss script: {HARMFUL}"
