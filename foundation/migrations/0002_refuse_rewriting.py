"""The database itself refuses to rewrite the trail.

SQLite has no guard against DELETE: Django empties tables with it after live-server tests, and `verify_trail` sees a gap.
SQLite drops a table's triggers when Django rebuilds the table: a later migration of TrailEntry must create them again.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION foundation_trail_refuse() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'The trail is append-only.';
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER foundation_trail_sealed BEFORE UPDATE OR DELETE ON foundation_trailentry
    FOR EACH ROW EXECUTE FUNCTION foundation_trail_refuse();
"""
SQLITE = """
CREATE TRIGGER foundation_trail_sealed BEFORE UPDATE ON foundation_trailentry
BEGIN SELECT RAISE(ABORT, 'The trail is append-only.'); END
"""


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    elif schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER foundation_trail_sealed ON foundation_trailentry")
        schema_editor.execute("DROP FUNCTION foundation_trail_refuse()")
    elif schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER foundation_trail_sealed")


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]
    operations = [migrations.RunPython(refuse, allow)]
