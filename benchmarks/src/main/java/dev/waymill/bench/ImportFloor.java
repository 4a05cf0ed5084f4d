package dev.waymill.bench;

import dev.waymill.stack.Database;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// The minimum cost of an import of these points on this server: binary COPY into an unlogged table, then one
/// anti-join INSERT … SELECT in time order into a table with the timeline's columns and key. No file, no
/// parsing, no network hop, no bookkeeping.
final class ImportFloor {
    private static final long EPOCH_MILLIS =
            Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
    private static final short COLUMNS = 7;
    private static final int MAX_ROW = 2 + COLUMNS * (4 + 8);

    private static final String TIMELINE = """
            CREATE TABLE point (
                time timestamptz NOT NULL, owner_no integer NOT NULL, lat_e7 integer NOT NULL, lon_e7 integer NOT NULL,
                elevation real, accuracy real, speed real, course real, import_no integer NOT NULL,
                PRIMARY KEY (owner_no, time, lat_e7, lon_e7)
            )
            """;

    private static final String STAGING = """
            CREATE UNLOGGED TABLE staged (
                time timestamptz NOT NULL, lat_e7 integer NOT NULL, lon_e7 integer NOT NULL,
                elevation real, accuracy real, speed real, course real
            )
            """;

    private static final String INSERT = """
            INSERT INTO point
            SELECT s.time, %1$d, s.lat_e7, s.lon_e7, s.elevation, s.accuracy, s.speed, s.course, %1$d
            FROM staged s
            WHERE NOT EXISTS (
                SELECT FROM point p
                WHERE p.owner_no = %1$d AND p.time = s.time AND p.lat_e7 = s.lat_e7 AND p.lon_e7 = s.lon_e7
            )
            ORDER BY s.time
            """;

    private final Database database;
    private final Points points;
    private int owner;

    ImportFloor(Database database, Points points) throws SQLException {
        this.database = database;
        this.points = points;
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(TIMELINE);
        }
    }

    /// @return nanoseconds
    long run() throws SQLException {
        owner++;
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            long begin = System.nanoTime();
            statement.execute(STAGING);
            copy(connection);
            statement.execute("SET work_mem = '64MB'");
            int inserted = statement.executeUpdate(INSERT.formatted(owner));
            statement.execute("DROP TABLE staged");
            long took = System.nanoTime() - begin;
            if (inserted != points.count()) {
                throw new IllegalStateException("The floor inserted " + inserted + " of " + points.count());
            }
            return took;
        }
    }

    private void copy(Connection connection) throws SQLException {
        var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY staged FROM STDIN (FORMAT binary)");
        var buffer = ByteBuffer.allocate(1 << 16);
        buffer.put("PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1)).put(new byte[8]);
        for (int i = 0; i < points.count(); i++) {
            if (buffer.remaining() < MAX_ROW) {
                send(copy, buffer);
            }
            buffer.putShort(COLUMNS);
            buffer.putInt(8).putLong((points.epochMillis()[i] - EPOCH_MILLIS) * 1_000);
            buffer.putInt(4).putInt(points.latitudeE7()[i]);
            buffer.putInt(4).putInt(points.longitudeE7()[i]);
            buffer.putInt(4).putFloat(points.elevation()[i]);
            buffer.putInt(4).putFloat(points.accuracy()[i]);
            buffer.putInt(4).putFloat(points.speed()[i]);
            buffer.putInt(-1);
        }
        buffer.putShort((short) -1);
        send(copy, buffer);
        copy.endCopy();
    }

    private static void send(CopyIn copy, ByteBuffer buffer) throws SQLException {
        copy.writeToCopy(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
