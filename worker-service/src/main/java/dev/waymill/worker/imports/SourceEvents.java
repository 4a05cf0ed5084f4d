package dev.waymill.worker.imports;

import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.Visit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The visits and movements found in a source file. A staging inserts them; they count only while their import
/// is promoted.
@Component
public class SourceEvents {
    private final JdbcClient jdbc;

    SourceEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String DELETE_VISITS = """
            DELETE FROM source_visit WHERE import_no = :no
            """;

    private static final String DELETE_MOVEMENTS = """
            DELETE FROM source_movement WHERE import_no = :no
            """;

    /// Deletes all visits and movements of the import.
    public void delete(Import found) {
        jdbc.sql(DELETE_VISITS).param("no", found.no()).update();
        jdbc.sql(DELETE_MOVEMENTS).param("no", found.no()).update();
    }

    private static final String INSERT_VISIT = """
            INSERT INTO source_visit
                (import_no, from_at, to_at, lat_e7, lon_e7, name, address, place_id, category, confidence)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /// Inserts visits on that connection, whose COPY must not be active.
    public static void insertVisits(Connection connection, int importNo, List<Visit> visits) throws SQLException {
        try (var insert = connection.prepareStatement(INSERT_VISIT)) {
            for (var visit : visits) {
                insert.setInt(1, importNo);
                insert.setObject(2, utc(visit.from()));
                insert.setObject(3, utc(visit.to()));
                insert.setInt(4, visit.latitudeE7());
                insert.setInt(5, visit.longitudeE7());
                insert.setString(6, visit.name());
                insert.setString(7, visit.address());
                insert.setString(8, visit.placeId());
                insert.setString(9, visit.category());
                set(insert, 10, visit.confidence());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static final String INSERT_MOVEMENT = """
            INSERT INTO source_movement (import_no, from_at, to_at, mode, distance, confidence)
            VALUES (?, ?, ?, ?, ?, ?)
            """;

    /// Inserts movements on that connection, whose COPY must not be active.
    public static void insertMovements(Connection connection, int importNo, List<Movement> movements)
            throws SQLException {
        try (var insert = connection.prepareStatement(INSERT_MOVEMENT)) {
            for (var movement : movements) {
                insert.setInt(1, importNo);
                insert.setObject(2, utc(movement.from()));
                insert.setObject(3, utc(movement.to()));
                insert.setString(4, movement.mode());
                set(insert, 5, movement.distance());
                set(insert, 6, movement.confidence());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void set(PreparedStatement statement, int index, float value) throws SQLException {
        if (Float.isNaN(value)) {
            statement.setNull(index, Types.REAL);
        } else {
            statement.setFloat(index, value);
        }
    }

    private static OffsetDateTime utc(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC);
    }
}
