package dev.waymill.system;

import static dev.waymill.system.Waymill.awaitEnd;
import static dev.waymill.system.Waymill.awaitState;
import static dev.waymill.system.Waymill.sample;
import static dev.waymill.system.Waymill.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.ServiceProcess;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.system.Waymill.Owner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs `kill -9` on each process at the worst moment. Guarantee: the import is complete, with no point
/// duplicated or missing (invariants 1, 2, 3 and 6).
class FaultsIT {
    private static final int POINTS = 400_000;
    private static final byte[] FILE = sample(1, POINTS);

    @TempDir
    static Path directory;

    static Waymill waymill;

    @BeforeAll
    static void start() throws Exception {
        waymill = Waymill.start(directory, ServiceStack.Options.defaults());
    }

    @AfterAll
    static void stop() {
        waymill.close();
    }

    @Test
    void the_worker_dies_while_staging() throws Exception {
        var owner = waymill.owner();
        var job = staging(owner, "PT0S");

        waymill.services.worker().kill();
        assertThat(waymill.importState(job)).isEqualTo("staging");
        restart(waymill.services.worker());

        assertComplete(owner, job);
    }

    @Test
    void the_worker_dies_while_promoting() throws Exception {
        var owner = waymill.owner();
        var job = upload(owner, FILE, "PT0S");
        waymill.awaitRunning(job, "import.promote");

        waymill.services.worker().kill();
        assertThat(waymill.importState(job)).isEqualTo("staged");
        restart(waymill.services.worker());

        assertComplete(owner, job);
    }

    @Test
    void the_scheduler_dies_while_a_worker_stages() throws Exception {
        var owner = waymill.owner();
        var job = staging(owner, "PT0S");

        waymill.services.scheduler().kill();
        restart(waymill.services.scheduler());

        assertComplete(owner, job);
    }

    @Test
    void the_gateway_dies_right_after_accepting_a_file() throws Exception {
        var owner = waymill.owner();
        var job = upload(owner, FILE, "PT0S");

        waymill.services.gateway().kill();
        restart(waymill.services.gateway());

        assertComplete(owner, job);
    }

    @Test
    void the_gateway_dies_during_a_resumable_upload() throws Exception {
        var owner = waymill.owner();
        var file = Files.write(directory.resolve("pieces.gpx"), FILE);
        var begun = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var upload = threads.submit(() -> owner.api()
                    .uploadInPieces(file, "pieces.gpx", Map.of("grace", "PT0S"), done -> {
                        if (done > 0) {
                            begun.countDown();
                        }
                    }));
            begun.await();
            waymill.services.gateway().kill();
            assertThat(upload.isDone()).isFalse();
            restart(waymill.services.gateway());

            assertComplete(owner, upload.get().path("id").asString());
        }
    }

    @Test
    void the_broker_dies_while_a_worker_stages() throws Exception {
        var owner = waymill.owner();
        var job = staging(owner, "PT0S");

        waymill.services.stack().kafka().kill();
        waymill.services.stack().kafka().restart();

        assertComplete(owner, job);
    }

    @Test
    void the_broker_is_down_when_a_file_is_accepted() throws Exception {
        var owner = waymill.owner();
        waymill.services.stack().kafka().kill();
        var job = upload(owner, FILE, "PT0S");
        waymill.services.stack().kafka().restart();

        assertComplete(owner, job);
    }

    @Test
    void the_database_dies_while_a_worker_stages() throws Exception {
        var owner = waymill.owner();
        var job = staging(owner, "PT0S");

        waymill.services.stack().postgres().kill();
        waymill.services.stack().postgres().restart();

        assertComplete(owner, job);
    }

    @Test
    void the_database_dies_while_a_worker_promotes() throws Exception {
        var owner = waymill.owner();
        var job = upload(owner, FILE, "PT0S");
        waymill.awaitRunning(job, "import.promote");

        waymill.services.stack().postgres().kill();
        waymill.services.stack().postgres().restart();

        assertComplete(owner, job);
    }

    @Test
    void the_database_dies_in_the_grace_period() throws Exception {
        var owner = waymill.owner();
        var job = upload(owner, FILE, "PT10M");
        awaitState(owner, job, "grace");

        waymill.services.stack().postgres().kill();
        waymill.services.stack().postgres().restart();
        await().untilAsserted(() -> assertThatCode(() -> owner.api().post("/imports/" + job + "/promote"))
                .doesNotThrowAnyException());

        assertComplete(owner, job);
    }

    @Test
    void a_restart_on_the_same_directory_keeps_jobs_and_points() throws Exception {
        var owner = waymill.owner();
        var done = upload(owner, sample(2, 1_000), "PT0S");
        awaitEnd(owner, done);
        var waiting = upload(owner, sample(3, 1_000), "PT10M");
        awaitState(owner, waiting, "grace");
        var before = owner.api().job(done);

        waymill.close();
        start();

        var after = waymill.owner(owner.name(), "viewer");
        assertThat(after.api().job(done)).isEqualTo(before);
        assertThat(after.api().job(waiting).path("state").asString()).isEqualTo("grace");
        assertThat(waymill.points(owner)).isEqualTo(1_000);
    }

    /// Uploads a file, and returns when its points are being staged.
    private static String staging(Owner owner, String grace) {
        var job = upload(owner, FILE, grace);
        waymill.awaitRunning(job, "import.stage");
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> waymill.importState(job).equals("staging"));
        return job;
    }

    private static void restart(ServiceProcess service) throws Exception {
        service.restart();
        service.awaitReady();
    }

    private static void assertComplete(Owner owner, String id) throws Exception {
        var job = awaitEnd(owner, id);
        assertThat(job.path("state").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
        assertThat(job.path("import").path("points").path("promoted").asLong()).isEqualTo(POINTS);
        assertThat(waymill.points(owner)).isEqualTo(POINTS);
        assertThat(waymill.stagingTables(id)).isZero();
    }
}
