"""The database itself refuses to change an access line, and to delete one younger than five years."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER access_line_never_changes BEFORE UPDATE ON people_accessline
       BEGIN SELECT RAISE(ABORT, 'an access line is never changed'); END""",
    """CREATE TRIGGER access_line_stays BEFORE DELETE ON people_accessline
       WHEN OLD.at > datetime('now', '-5 years')
       BEGIN SELECT RAISE(ABORT, 'an access line stays five years'); END""",
    # REPLACE INTO takes a row away without calling the triggers of DELETE
    """CREATE TRIGGER access_line_is_not_replaced BEFORE INSERT ON people_accessline
       WHEN EXISTS (SELECT 1 FROM people_accessline WHERE id = NEW.id)
       BEGIN SELECT RAISE(ABORT, 'an access line is never changed'); END""",
    """CREATE TRIGGER seal_is_not_replaced BEFORE INSERT ON people_seal
       WHEN EXISTS (SELECT 1 FROM people_seal WHERE id = NEW.id OR last = NEW.last)
       BEGIN SELECT RAISE(ABORT, 'a seal is never changed'); END""",
    """CREATE TRIGGER seal_never_changes BEFORE UPDATE ON people_seal
       BEGIN SELECT RAISE(ABORT, 'a seal is never changed'); END""",
    """CREATE TRIGGER seal_stays BEFORE DELETE ON people_seal
       WHEN OLD.at > datetime('now', '-5 years')
       BEGIN SELECT RAISE(ABORT, 'a seal stays five years'); END""",
]
SQLITE_BACK = [
    f"DROP TRIGGER {name}"
    for name in (
        "access_line_never_changes",
        "access_line_stays",
        "access_line_is_not_replaced",
        "seal_never_changes",
        "seal_stays",
        "seal_is_not_replaced",
    )
]
POSTGRESQL = [
    """CREATE FUNCTION never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'DELETE' AND OLD.at < now() - interval '5 years' THEN RETURN OLD; END IF;
         RAISE EXCEPTION 'a line of the access log is never changed, and stays five years';
       END $$""",
    """CREATE TRIGGER access_line_stays BEFORE UPDATE OR DELETE ON people_accessline
       FOR EACH ROW EXECUTE FUNCTION never_changes()""",
    """CREATE TRIGGER seal_stays BEFORE UPDATE OR DELETE ON people_seal
       FOR EACH ROW EXECUTE FUNCTION never_changes()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER access_line_stays ON people_accessline",
    "DROP TRIGGER seal_stays ON people_seal",
    "DROP FUNCTION never_changes()",
]


def run(sqlite, postgresql):
    def apply(apps, schema_editor):
        for line in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
            schema_editor.execute(line)

    return apply


class Migration(migrations.Migration):
    dependencies = [("people", "0002_people")]
    operations = [
        migrations.RunPython(run(SQLITE, POSTGRESQL), run(SQLITE_BACK, POSTGRESQL_BACK)),
    ]
