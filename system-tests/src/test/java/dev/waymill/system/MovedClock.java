package dev.waymill.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Advances time by making all data older: every time in every table of the three databases, every id that
/// contains a time (UUIDv7), every file and its name. No job may be running meanwhile.
final class MovedClock {
    static final List<String> DATABASES = List.of("waymill_gateway", "waymill_scheduler", "waymill_worker");

    private final Waymill waymill;
    private final Path objects;

    MovedClock(Waymill waymill, Path objects) {
        this.waymill = waymill;
        this.objects = objects;
    }

    void pass(Duration time) throws SQLException, IOException {
        for (var database : DATABASES) {
            try (var connection = connect(database);
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("SET LOCAL session_replication_role = replica");
                statement.execute(OLDER_ID);
                for (var table : tables(connection)) {
                    age(statement, table, time);
                }
                connection.commit();
            }
        }
        ageFiles(time);
    }

    /// Connects as superuser, which is needed to change values with foreign keys.
    private Connection connect(String database) throws SQLException {
        var postgres = waymill.services.stack().postgres();
        var admin = postgres.superuser();
        return DriverManager.getConnection(postgres.database(database).url(), admin.user(), admin.password());
    }

    /// The names of all tables, without partitions.
    static List<String> tables(Connection connection) throws SQLException {
        return strings(connection, """
                SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname IN ('public', 'staging') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                  AND c.relname <> 'flyway_schema_history'
                ORDER BY 1
                """);
    }

    private static final String OLDER_ID = """
            CREATE OR REPLACE FUNCTION pg_temp.older(id uuid, millis bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
                SELECT CASE WHEN substring(id::text, 15, 1) <> '7' THEN id ELSE
                    (lpad(to_hex(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint - millis), 12, '0')
                     || substring(replace(id::text, '-', ''), 13))::uuid END
            $$
            """;

    /// Leaves the timeline unchanged: when points were recorded does not depend on this clock.
    private static void age(Statement statement, String table, Duration time) throws SQLException {
        if (table.startsWith("staging.")
                || List.of("point", "shadowed_point", "timeline_change", "source_visit", "source_movement")
                        .contains(table)) {
            return;
        }
        var sets = new ArrayList<String>();
        try (var columns = statement.executeQuery(
                "SELECT attname, atttypid::regtype::text FROM pg_attribute WHERE attrelid = '" + table
                        + "'::regclass AND attnum > 0 AND NOT attisdropped AND atttypid IN ('uuid'::regtype, 'timestamptz'::regtype)")) {
            while (columns.next()) {
                var name = columns.getString(1);
                sets.add(
                        columns.getString(2).equals("uuid")
                                ? "%s = pg_temp.older(%s, %d)".formatted(name, name, time.toMillis())
                                : "%s = %s - INTERVAL '%d seconds'".formatted(name, name, time.toSeconds()));
            }
        }
        if (!sets.isEmpty()) {
            statement.execute("UPDATE " + table + " SET " + String.join(", ", sets));
        }
    }

    /// Moves the upper bound of the first history partitions back, since all their rows have become older.
    void endFirstDayEarlier(int days) throws SQLException {
        try (var connection = connect("waymill_scheduler");
                var statement = connection.createStatement()) {
            statement.execute("""
                    DO $$
                    DECLARE
                        part record;
                        earlier text;
                    BEGIN
                        FOR part IN
                            SELECT c.relname, i.inhparent::regclass::text AS parent,
                                   to_date(right(c.relname, 8), 'YYYYMMDD') - %d AS day
                            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                            WHERE i.inhparent IN ('finished'::regclass, 'attempt'::regclass)
                              AND pg_get_expr(c.relpartbound, c.oid) LIKE '%%MINVALUE%%'
                        LOOP
                            earlier := part.parent || to_char(part.day, '_YYYYMMDD');
                            EXECUTE format('ALTER TABLE %%I DETACH PARTITION %%I', part.parent, part.relname);
                            EXECUTE format('ALTER TABLE %%I RENAME TO %%I', part.relname, earlier);
                            EXECUTE format('ALTER TABLE %%I ATTACH PARTITION %%I FOR VALUES FROM (MINVALUE) TO (%%L)',
                                           part.parent, earlier, first_id(part.day + 1));
                        END LOOP;
                    END $$
                    """.formatted(days));
        }
    }

    private void ageFiles(Duration time) throws IOException {
        for (var folder : List.of("imports", "uploads", ".incoming")) {
            if (!Files.isDirectory(objects.resolve(folder))) {
                continue;
            }
            try (var files = Files.walk(objects.resolve(folder))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    var older = file.resolveSibling(older(file.getFileName().toString(), time));
                    Files.move(file, older);
                    Files.setLastModifiedTime(
                            older,
                            FileTime.from(
                                    Files.getLastModifiedTime(older).toInstant().minus(time)));
                }
            }
        }
    }

    private static String older(String name, Duration time) {
        var id = UUID.fromString(name);
        return id.version() == 7
                ? new UUID(id.getMostSignificantBits() - (time.toMillis() << 16), id.getLeastSignificantBits())
                        .toString()
                : name;
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var strings = new ArrayList<String>();
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
            return strings;
        }
    }
}
