package dev.waymill.gateway.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.Answered;
import dev.waymill.gateway.RunningGateway;
import dev.waymill.stack.LocalS3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway whose files are in an S3 store: uploads, uploads in pieces, and retention.
class S3FilesIT {
    private static LocalS3 s3;
    private static Path bucket;
    private static RunningGateway gateway;

    private HistoryFixture history;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        s3 = LocalS3.start(directory);
        bucket = s3.createBucket("files");
        gateway = RunningGateway.start(s3.settings("files"));
    }

    @BeforeEach
    void newOwner() {
        history = new HistoryFixture(gateway, bucket);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        s3.close();
    }

    @Test
    void an_uploaded_file_is_an_object() throws IOException {
        var file = file(6_000_000);

        var id = UUID.fromString(
                gateway.upload("?filename=a.gpx", history.key, file).is(202).text("/id"));

        assertThat(history.place(history.importKey(id))).hasBinaryContent(file);
    }

    @Test
    void an_upload_in_pieces_becomes_one_object() {
        var file = file(12_000_000);
        var upload = create(file.length);
        patch(upload, 0, Arrays.copyOf(file, 7_000_000)).is(204);
        assertThat(chunks()).hasSize(1);

        patch(upload, 7_000_000, Arrays.copyOfRange(file, 7_000_000, file.length))
                .is(204);

        assertThat(history.place(history.importKey(upload))).hasBinaryContent(file);
        assertThat(chunks()).isEmpty();
    }

    @Test
    void uploads_are_asked_to_try_again_while_the_store_is_away() throws IOException {
        var file = file(100_000);
        var upload = create(file.length);
        patch(upload, 0, Arrays.copyOf(file, 40_000)).is(204);
        s3.kill();

        var refused = gateway.upload("?filename=a.gpx", history.key, file).isProblem(503, "storage-unavailable");
        var rest = Arrays.copyOfRange(file, 40_000, file.length);
        patch(upload, 40_000, rest).isProblem(503, "storage-unavailable");
        s3.restart();

        assertThat(refused.header("Retry-After")).isEqualTo("10");
        patch(upload, 40_000, rest).is(204);
        assertThat(history.place(history.importKey(upload))).hasBinaryContent(file);
        gateway.upload("?filename=a.gpx", history.key, file(99_999)).is(202);
    }

    @Test
    void objects_are_deleted_when_no_job_needs_them() throws IOException {
        var done = history.job(8, "import", "succeeded");
        var justDone = history.job(6, "import", "succeeded");
        var cancelled = history.job(8, "import", "cancelled");
        var failed = history.job(8, "import", "failed");
        var open = history.job(8, "import", "grace");
        for (var job : List.of(done, justDone, cancelled, failed, open)) {
            history.file(history.importKey(job), Duration.ofDays(20));
        }
        var orphan = history.place("imports/" + UUID.randomUUID());
        var young = history.place("imports/" + UUID.randomUUID());
        var chunk = history.place("uploads/" + UUID.randomUUID());
        history.file(orphan, Duration.ofDays(2));
        history.file(young, Duration.ofHours(23));
        history.file(chunk, Duration.ofDays(2));
        var files = gateway.bean(StoredFiles.class);

        assertThat(files.deleteUnneeded()).isTrue();
        assertThat(orphan).exists();
        files.deleteUnneeded();

        for (var job : List.of(done, cancelled)) {
            assertThat(history.place(history.importKey(job))).doesNotExist();
        }
        for (var job : List.of(justDone, failed, open)) {
            assertThat(history.place(history.importKey(job))).exists();
        }
        assertThat(orphan).doesNotExist();
        assertThat(chunk).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void old_jobs_are_deleted_after_their_files_and_never_without_them() throws IOException {
        var job = history.job(40, "import", "failed");
        history.file(history.importKey(job), Duration.ofDays(40));
        s3.kill();

        history.sweep();
        assertThat(history.exists(job)).isTrue();
        s3.restart();
        history.sweep();

        assertThat(history.exists(job)).isFalse();
        assertThat(history.place(history.importKey(job))).doesNotExist();
    }

    private UUID create(int length) {
        var location = gateway.send(gateway.request("/api/v1/uploads", history.key)
                        .header("Tus-Resumable", "1.0.0")
                        .header("Upload-Length", "" + length)
                        .POST(BodyPublishers.noBody()))
                .is(201)
                .header("Location");
        return UUID.fromString(location.substring("/api/v1/uploads/".length()));
    }

    private Answered patch(UUID upload, long offset, byte[] body) {
        return gateway.send(gateway.request("/api/v1/uploads/" + upload, history.key)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", "" + offset)
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", BodyPublishers.ofByteArray(body)));
    }

    private static List<Path> chunks() {
        var folder = bucket.resolve("uploads");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] file(int bytes) {
        var file = new byte[bytes];
        new Random(bytes).nextBytes(file);
        return file;
    }
}
