package dev.waymill.worker.imports.stage;

import dev.waymill.formats.point.TimelinePoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Writes points into a staging table in PostgreSQL's binary COPY format (PostgreSQL documentation, COPY,
/// "Binary Format"). Confined to one thread and one transaction.
///
/// Measured beside text COPY and `unnest` inserts, binary COPY is the only one where encoding costs less than
/// parsing.
final class PointCopy implements AutoCloseable {
    /// Columns of a staging table, in the order in which they are written.
    static final String COLUMN_NAMES =
            "time, lat_e7, lon_e7, elevation, accuracy, speed, course, battery, device, activity";

    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int FLAGS_AND_EXTENSION = 8;
    private static final short COLUMNS = 10;
    /// Most bytes of a text in UTF-8; the reader has shortened longer ones.
    private static final int MAX_TEXT = 800;
    /// Most bytes of a row: the column count, then for each column a length and at most eight bytes, except for
    /// two texts.
    private static final int MAX_ROW = 2 + (COLUMNS - 2) * (4 + 8) + 2 * (4 + MAX_TEXT);

    private static final int BUFFER_BYTES = 1 << 16;
    private static final short END = -1;
    private static final int NULL = -1;
    /// PostgreSQL counts microseconds from 2000-01-01T00:00:00Z.
    private static final long EPOCH_MILLIS =
            Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

    private final CopyIn copy;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final Text device = new Text();
    private final Text activity = new Text();

    /// @param isFrozen whether the table was created in this transaction, and no savepoint is set since: then
    ///     PostgreSQL allows FREEZE. Frozen rows need not be rewritten by the first reads
    PointCopy(Connection connection, String table, boolean isFrozen) throws SQLException {
        var sql =
                "COPY " + table + " (" + COLUMN_NAMES + ") FROM STDIN (FORMAT binary" + (isFrozen ? ", FREEZE)" : ")");
        copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        buffer.put(SIGNATURE).put(new byte[FLAGS_AND_EXTENSION]);
    }

    void write(TimelinePoint point) throws SQLException {
        if (buffer.remaining() < MAX_ROW) {
            flush();
        }
        buffer.putShort(COLUMNS);
        buffer.putInt(Long.BYTES).putLong((point.epochMillis() - EPOCH_MILLIS) * 1_000);
        buffer.putInt(Integer.BYTES).putInt(point.latitudeE7());
        buffer.putInt(Integer.BYTES).putInt(point.longitudeE7());
        put(point.elevation());
        put(point.accuracy());
        put(point.speed());
        put(point.course());
        put(point.battery());
        put(device.of(point.device()));
        put(activity.of(point.activity()));
    }

    /// Ends the COPY.
    ///
    /// @return rows written
    long end() throws SQLException {
        buffer.putShort(END);
        flush();
        return copy.endCopy();
    }

    /// Cancels a COPY that was not ended, so that the connection stays usable.
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void put(float value) {
        if (Float.isNaN(value)) {
            buffer.putInt(NULL);
        } else {
            buffer.putInt(Float.BYTES).putFloat(value);
        }
    }

    private void put(byte @Nullable [] text) {
        if (text == null) {
            buffer.putInt(NULL);
        } else {
            buffer.putInt(text.length).put(text);
        }
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer.array(), 0, buffer.position());
        buffer.clear();
    }

    /// Encodes a text. Most points have the same text as the point before, so the last result is cached.
    private static final class Text {
        private @Nullable String last;
        private byte @Nullable [] bytes;

        private byte @Nullable [] of(@Nullable String text) {
            if (text == null) {
                return null;
            }
            if (!text.equals(last)) {
                last = text;
                bytes = text.getBytes(StandardCharsets.UTF_8);
            }
            return bytes;
        }
    }
}
