package dev.waymill.gateway.upload.tus;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Uploads and their chunks in the database. The database's clock decides what has expired. Thread-safe.
@Repository
class UploadStore {
    private final JdbcClient jdbc;

    UploadStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String ADD = """
            INSERT INTO upload (id, owner, length, metadata, expires_at)
            VALUES (:id, :owner, :length, :metadata, clock_timestamp() + make_interval(secs => :resumableSeconds))
            """;

    void add(UUID id, String owner, long length, String metadata, Duration resumable) {
        jdbc.sql(ADD)
                .param("id", id)
                .param("owner", owner)
                .param("length", length)
                .param("metadata", metadata)
                .param("resumableSeconds", resumable.toSeconds())
                .update();
    }

    private static final String FIND = """
            SELECT *, expires_at <= clock_timestamp() AS expired FROM upload WHERE owner = :owner AND id = :id
            """;

    Optional<Upload> find(String owner, UUID id) {
        return jdbc.sql(FIND)
                .param("owner", owner)
                .param("id", id)
                .query((row, _) -> read(row))
                .optional();
    }

    private static final String ADD_CHUNK = """
            INSERT INTO upload_chunk (id, upload_id, start) VALUES (:id, :upload, :start)
            """;

    /// Inserts a chunk that is about to be written and does not count yet.
    void addChunk(UUID id, UUID upload, long start) {
        jdbc.sql(ADD_CHUNK)
                .param("id", id)
                .param("upload", upload)
                .param("start", start)
                .update();
    }

    /// A compare-and-set of `received`: only the first chunk that starts at this offset moves it.
    private static final String COUNT_CHUNK = """
            WITH moved AS (
                UPDATE upload
                SET received = received + :bytes,
                    expires_at = clock_timestamp() + make_interval(secs => :resumableSeconds)
                WHERE id = :upload AND received = :start AND expires_at > clock_timestamp()
                RETURNING id
            )
            UPDATE upload_chunk SET bytes = :bytes FROM moved WHERE upload_chunk.id = :id
            """;

    /// @return false when another chunk moved the offset, or the upload has expired
    boolean countChunk(UUID id, Upload upload, long bytes, Duration resumable) {
        return jdbc.sql(COUNT_CHUNK)
                        .param("id", id)
                        .param("upload", upload.id())
                        .param("start", upload.received())
                        .param("bytes", bytes)
                        .param("resumableSeconds", resumable.toSeconds())
                        .update()
                == 1;
    }

    /// A chunk that counts as received.
    record Chunk(UUID id, long bytes) {}

    private static final String COUNTED = """
            SELECT id, bytes FROM upload_chunk WHERE upload_id = :upload AND start = :start AND bytes IS NOT NULL
            """;

    /// Returns the chunk that begins at the offset.
    Optional<Chunk> counted(UUID upload, long start) {
        return jdbc.sql(COUNTED)
                .param("upload", upload)
                .param("start", start)
                .query((row, _) -> new Chunk(row.getObject("id", UUID.class), row.getLong("bytes")))
                .optional();
    }

    private static final String LINK_JOB = """
            UPDATE upload SET job_id = :job WHERE id = :id
            """;

    void linkJob(UUID id, UUID job) {
        jdbc.sql(LINK_JOB).param("id", id).param("job", job).update();
    }

    private static final String EXPIRE = """
            UPDATE upload SET expires_at = clock_timestamp() WHERE id = :id AND expires_at > clock_timestamp()
            """;

    void expire(UUID id) {
        jdbc.sql(EXPIRE).param("id", id).update();
    }

    private static final String CHUNKS = """
            SELECT id FROM upload_chunk WHERE upload_id = :upload LIMIT :limit
            """;

    List<UUID> chunks(UUID upload, int limit) {
        return jdbc.sql(CHUNKS)
                .param("upload", upload)
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    private static final String EXPIRED_CHUNKS = """
            SELECT upload_chunk.id
            FROM upload JOIN upload_chunk ON upload_chunk.upload_id = upload.id
            WHERE expires_at <= clock_timestamp()
            LIMIT :limit
            """;

    List<UUID> expiredChunks(int limit) {
        return jdbc.sql(EXPIRED_CHUNKS).param("limit", limit).query(UUID.class).list();
    }

    private static final String FORGET_CHUNK = """
            DELETE FROM upload_chunk WHERE id = :id
            """;

    void forgetChunk(UUID id) {
        jdbc.sql(FORGET_CHUNK).param("id", id).update();
    }

    private static final String FORGET_EXPIRED = """
            DELETE FROM upload WHERE id IN (
                SELECT id FROM upload
                WHERE expires_at <= clock_timestamp() - make_interval(secs => :seconds)
                  AND NOT EXISTS (SELECT FROM upload_chunk WHERE upload_id = upload.id)
                ORDER BY expires_at
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            )
            """;

    /// Deletes uploads that expired longer ago than `since` and have no chunks left.
    ///
    /// @return the number of deleted uploads
    int forgetExpired(Duration since, int limit) {
        return jdbc.sql(FORGET_EXPIRED)
                .param("seconds", since.toSeconds())
                .param("limit", limit)
                .update();
    }

    private static Upload read(ResultSet row) throws SQLException {
        return new Upload(
                row.getObject("id", UUID.class),
                row.getString("owner"),
                row.getLong("length"),
                row.getLong("received"),
                row.getString("metadata"),
                row.getTimestamp("expires_at").toInstant(),
                row.getBoolean("expired"),
                row.getObject("job_id", UUID.class));
    }
}
