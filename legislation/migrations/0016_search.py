"""What can be found, and the full-text index on it: each database has its own.

No extension is needed on PostgreSQL; SQLite has FTS5 built in. `manage.py setup` fills it.
"""

import django.db.models.deletion
from django.db import migrations, models


POSTGRESQL = [
    """
    ALTER TABLE legislation_searchentry ADD COLUMN vector tsvector
    GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title_words), 'A') || to_tsvector('simple', words)
    ) STORED
    """,
    """
    CREATE INDEX search_entry_vector ON legislation_searchentry
    USING gin (vector) WITH (fastupdate = off)
    """,
]
_FORGET = """
    INSERT INTO legislation_search (legislation_search, rowid, title_words, words)
    VALUES ('delete', old.id, old.title_words, old.words);
"""
_KNOW = """
    INSERT INTO legislation_search (rowid, title_words, words)
    VALUES (new.id, new.title_words, new.words);
"""
SQLITE = [
    """
    CREATE VIRTUAL TABLE legislation_search USING fts5(
        title_words, words, content='legislation_searchentry', content_rowid='id', prefix='3',
        tokenize='unicode61 remove_diacritics 0'
    )
    """,
    f"""
    CREATE TRIGGER legislation_search_insert AFTER INSERT ON legislation_searchentry
    BEGIN {_KNOW} END
    """,
    f"""
    CREATE TRIGGER legislation_search_delete AFTER DELETE ON legislation_searchentry
    BEGIN {_FORGET} END
    """,
    f"""
    CREATE TRIGGER legislation_search_update AFTER UPDATE ON legislation_searchentry
    BEGIN {_FORGET} {_KNOW} END
    """,
]
# The triggers and the PostgreSQL index go with their table.
UNDO_SQLITE = ["DROP TABLE legislation_search"]


def make_index(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in POSTGRESQL if vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in [] if schema_editor.connection.vendor == "postgresql" else UNDO_SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('legislation', '0015_clock_ticks'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('sort', models.CharField(choices=[('proposal', 'File'), ('event', 'Event'), ('document', 'Document'), ('position', 'Position'), ('press_release', 'Press release'), ('joint_statement', 'Joint statement'), ('council_vote', 'Council vote'), ('actor', 'Person or body'), ('statistic', 'Figure')], max_length=20)),
                ('day', models.DateField(null=True)),
                ('precision', models.CharField(choices=[('day', 'on that day'), ('month', 'in that month'), ('year', 'in that year'), ('by', 'by that day')], max_length=5)),
                ('recorded_at', models.DateTimeField(help_text='The newest entry of the journal about it.')),
                ('title', models.TextField()),
                ('text', models.TextField()),
                ('title_words', models.TextField()),
                ('words', models.TextField()),
                ('actor', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='legislation.actor')),
                ('council_vote', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='legislation.councilvote')),
                ('document', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='legislation.document')),
                ('event', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='legislation.event')),
                ('joint_statement', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='legislation.jointstatement')),
                ('position', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='legislation.position')),
                ('press_release', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='legislation.pressrelease')),
                ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_entries', to='legislation.proposal')),
                ('statistic', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='legislation.statistic')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('sort__in', ['proposal', 'event', 'document', 'position', 'press_release', 'joint_statement', 'council_vote', 'actor', 'statistic'])), name='search_entry_sort_known'), models.CheckConstraint(condition=models.Q(('precision__in', ['day', 'month', 'year', 'by'])), name='search_entry_precision_known'), models.CheckConstraint(condition=models.Q(models.Q(('proposal__isnull', False), ('sort', 'proposal'), ('actor__isnull', True), ('council_vote__isnull', True), ('document__isnull', True), ('event__isnull', True), ('joint_statement__isnull', True), ('position__isnull', True), ('press_release__isnull', True), ('statistic__isnull', True)), models.Q(('actor__isnull', True), ('council_vote__isnull', True), ('document__isnull', True), ('event__isnull', False), ('joint_statement__isnull', True), ('position__isnull', True), ('press_release__isnull', True), ('sort', 'event'), ('statistic__isnull', True)), models.Q(('actor__isnull', True), ('council_vote__isnull', True), ('document__isnull', False), ('event__isnull', True), ('joint_statement__isnull', True), ('position__isnull', True), ('press_release__isnull', True), ('sort', 'document'), ('statistic__isnull', True)), models.Q(('actor__isnull', True), ('council_vote__isnull', True), ('document__isnull', True), ('event__isnull', True), ('joint_statement__isnull', True), ('position__isnull', False), ('press_release__isnull', True), ('sort', 'position'), ('statistic__isnull', True)), models.Q(('actor__isnull', True), ('council_vote__isnull', True), ('document__isnull', True), ('event__isnull', True), ('joint_statement__isnull', True), ('position__isnull', True), ('press_release__isnull', False), ('sort', 'press_release'), ('statistic__isnull', True)), models.Q(('actor__isnull', True), ('council_vote__isnull', True), ('document__isnull', True), ('event__isnull', True), ('joint_statement__isnull', False), ('position__isnull', True), ('press_release__isnull', True), ('sort', 'joint_statement'), ('statistic__isnull', True)), models.Q(('actor__isnull', True), ('council_vote__isnull', False), ('document__isnull', True), ('event__isnull', True), ('joint_statement__isnull', True), ('position__isnull', True), ('press_release__isnull', True), ('sort', 'council_vote'), ('statistic__isnull', True)), models.Q(('actor__isnull', False), ('council_vote__isnull', True), ('document__isnull', True), ('event__isnull', True), ('joint_statement__isnull', True), ('position__isnull', True), ('press_release__isnull', True), ('sort', 'actor'), ('statistic__isnull', True)), models.Q(('actor__isnull', True), ('council_vote__isnull', True), ('document__isnull', True), ('event__isnull', True), ('joint_statement__isnull', True), ('position__isnull', True), ('press_release__isnull', True), ('sort', 'statistic'), ('statistic__isnull', False)), _connector='OR'), name='search_entry_of_its_fact'), models.UniqueConstraint(condition=models.Q(('sort', 'proposal')), fields=('proposal',), name='search_entry_of_a_file_once')],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
