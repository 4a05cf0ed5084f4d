package dev.waymill.system;

import static dev.waymill.system.Waymill.awaitEnd;
import static dev.waymill.system.Waymill.sample;
import static dev.waymill.system.Waymill.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.ServiceStack;
import dev.waymill.stack.LocalS3;
import dev.waymill.system.Waymill.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The main road with an S3 store in place of the directory, also while the store hangs or dies.
class S3IT {
    private static final int MAX_ATTEMPTS = 5;

    private static LocalS3 s3;
    private static Path bucket;
    private static Waymill waymill;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        s3 = LocalS3.start(directory.resolve("s3"));
        bucket = s3.createBucket("files");
        waymill = Waymill.start(
                directory.resolve("data"), ServiceStack.Options.defaults().with(s3.environment("files")));
    }

    @AfterAll
    static void stop() {
        waymill.close();
        s3.close();
    }

    @Test
    void a_file_is_uploaded_staged_promoted_and_reverted() throws Exception {
        var owner = waymill.owner();
        var id = upload(owner, sample(1, 2_500), "PT0S");

        assertThat(promoted(awaitEnd(owner, id))).isEqualTo(2_500);
        assertThat(objects("imports")).contains(id);
        var revert = owner.api().post("/imports/" + id + "/revert").path("id").asString();
        awaitEnd(owner, revert);

        assertThat(waymill.points(owner)).isZero();
    }

    @Test
    void a_file_uploaded_in_pieces_is_imported_and_leaves_no_piece(@TempDir Path directory) throws Exception {
        var owner = waymill.owner();
        var file = Files.write(directory.resolve("a.gpx"), sample(2, 100_000));
        assertThat(Files.size(file)).isGreaterThan(16 << 20);

        var job = owner.api().uploadInPieces(file, "a.gpx", Map.of("grace", "PT0S"), _ -> {});

        assertThat(promoted(awaitEnd(owner, job.path("id").asString()))).isEqualTo(100_000);
        assertThat(objects("uploads")).isEmpty();
    }

    @Test
    void a_store_that_hangs_during_staging_locks_no_row_and_loses_no_point() throws Exception {
        var owner = waymill.owner();
        var id = upload(owner, sample(3, 200_000), "PT0S");
        waymill.awaitRunning(id, "import.stage");
        Signal.STOP.send(s3.process());

        var locked = waymill.worker(
                "SELECT count(*) FROM (SELECT FROM import WHERE job_id = '" + id + "' FOR UPDATE NOWAIT) AS mine");
        Signal.CONT.send(s3.process());

        assertThat(locked).isEqualTo("1");
        assertThat(promoted(awaitEnd(owner, id))).isEqualTo(200_000);
    }

    @Test
    void a_staging_is_repeated_however_long_the_store_is_away() throws Exception {
        var owner = waymill.owner();
        var id = upload(owner, sample(4, 200_000), "PT0S");
        waymill.awaitRunning(id, "import.stage");
        s3.kill();
        await().atMost(Duration.ofMinutes(3)).until(() -> attempts(owner, id) > MAX_ATTEMPTS);
        s3.restart();

        assertThat(promoted(awaitEnd(owner, id))).isEqualTo(200_000);
        assertThat(waymill.points(owner)).isEqualTo(200_000);
    }

    private static int attempts(Owner owner, String job) {
        return owner.api().job(job).at("/tasks/0/attempt").asInt();
    }

    private static long promoted(JsonNode job) {
        return job.at("/import/points/promoted").asLong();
    }

    /// The last parts of the keys in a folder.
    private static List<String> objects(String folder) throws IOException {
        var top = bucket.resolve(folder);
        if (!Files.isDirectory(top)) {
            return List.of();
        }
        try (var files = Files.walk(top)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }
}
