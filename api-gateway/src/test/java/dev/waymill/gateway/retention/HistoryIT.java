package dev.waymill.gateway.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.RunningGateway;
import dev.waymill.gateway.job.HistoryProperties;
import dev.waymill.gateway.upstream.SchedulerClient;
import dev.waymill.objects.ImportObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the gateway deletes, when, and what it keeps. The tests backdate rows and files.
class HistoryIT {
    private static final String KEPT = "POST /internal/jobs/kept";
    private static RunningGateway gateway;
    private final Random random = new Random();
    private String owner;
    private String key;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void anOwner() {
        gateway.scheduler.delayBy(0);
        gateway.scheduler.respond(KEPT, 200, "{\"kept\": []}");
        owner = "owner-" + UUID.randomUUID();
        key = gateway.key(owner, "operator");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "retry", "hold", "release", "attempts", "promote"})
    void a_command_for_a_job_deleted_by_the_scheduler_gives_a_410(String order) {
        var job = job(5, "noop", "failed");
        gateway.scheduler.requests().clear();

        var path = "/api/v1/" + (order.equals("promote") ? "imports/" : "jobs/") + job + "/" + order;
        var answer = order.equals("attempts") ? gateway.get(path, key) : gateway.post(path, key, "");

        answer.isProblem(410, "job-forgotten");
        assertThat(gateway.scheduler.requests())
                .filteredOn(request -> request.contains(job.toString()))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(gateway.get("/api/v1/jobs/" + job, key).is(200).text("/state"))
                .isEqualTo("failed");
    }

    @Test
    void a_job_past_its_retention_gives_a_410_before_the_sweep() {
        var job = job(31, "noop", "succeeded");

        gateway.get("/api/v1/jobs/" + job, key).isProblem(410, "job-forgotten");
        gateway.scheduler.delayBy(2_000);
        gateway.get("/api/v1/jobs/" + job, key).is(200);
    }

    @Test
    void a_deleted_job_leaves_nothing_but_a_410_for_its_owner() throws IOException {
        var job = job(31, "import", "failed");
        var young = job(29, "import", "failed");
        file(importKey(job), Duration.ofDays(31));
        file("imports/" + job, Duration.ofDays(31));
        file("imports/" + young, Duration.ofDays(29));
        idempotencyKey("a", job, 3);

        sweep();

        assertThat(exists(job)).isFalse();
        assertThat(exists(young)).isTrue();
        assertThat(place(importKey(job))).doesNotExist();
        assertThat(place("imports/" + job)).doesNotExist();
        assertThat(place("imports/" + young)).exists();
        assertThat(keys()).isEmpty();
        for (var path : List.of("jobs/%s", "jobs/%s/attempts", "jobs/%s/events", "imports/%s/preview")) {
            gateway.get("/api/v1/" + path.formatted(job), key).isProblem(410, "job-forgotten");
        }
        for (var path : List.of("jobs/%s/cancel", "jobs/%s/retry", "imports/%s/promote", "imports/%s/revert")) {
            gateway.post("/api/v1/" + path.formatted(job), key, "").isProblem(410, "job-forgotten");
        }
        gateway.get("/api/v1/jobs/" + job, gateway.key("owner-" + UUID.randomUUID(), "operator"))
                .isProblem(404, "job-not-found");
        assertThat(gateway.get("/api/v1/jobs?limit=200", key).is(200).json().path("items"))
                .hasSize(1);

        age("forgotten_job", "forgotten_at", "id = '" + job + "'", 31);
        sweep();
        gateway.get("/api/v1/jobs/" + job, key).isProblem(404, "job-not-found");
    }

    @Test
    void a_file_that_cannot_be_deleted_keeps_only_its_own_job() throws IOException {
        var job = job(40, "import", "failed");
        var other = job(40, "noop", "failed");
        file(importKey(job) + "/in-the-way", Duration.ofDays(40));

        sweep();

        assertThat(exists(job)).isTrue();
        assertThat(exists(other)).isFalse();
        Files.delete(place(importKey(job) + "/in-the-way"));
        sweep();
        assertThat(exists(job)).isFalse();
    }

    @Test
    void a_job_that_the_scheduler_keeps_is_kept() {
        var kept = job(40, "noop", "failed");
        var gone = job(40, "noop", "failed");
        gateway.scheduler.respond(KEPT, 200, "{\"kept\": [\"" + kept + "\"]}");

        sweep();

        assertThat(exists(kept)).isTrue();
        assertThat(exists(gone)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"200, {}", "200, []", "404, {}", "400, {}", "500, {}", "200, nonsense"})
    void nothing_is_deleted_without_a_valid_answer_from_the_scheduler(int status, String body) {
        var job = job(40, "noop", "succeeded");
        gateway.scheduler.respond(KEPT, status, body);

        sweep();

        assertThat(exists(job)).isTrue();
    }

    @Test
    void an_open_unpublished_or_still_unique_job_is_kept() {
        var open = job(400, "noop", "running");
        var unpublished = job(40, "noop", "succeeded");
        update("UPDATE job SET published_at = NULL, publish_after = 'infinity' WHERE id = ?", unpublished);
        var unique = job(40, "noop", "succeeded");
        update(
                "UPDATE job SET unique_key = 'k', unique_until = clock_timestamp() + INTERVAL '1 day' WHERE id = ?",
                unique);
        var noMore = job(40, "noop", "succeeded");
        update(
                "UPDATE job SET unique_key = 'k', unique_until = clock_timestamp() - INTERVAL '1 day' WHERE id = ?",
                noMore);

        sweep();

        assertThat(List.of(exists(open), exists(unpublished), exists(unique), exists(noMore)))
                .containsExactly(true, true, true, false);
    }

    @Test
    void a_unique_job_is_kept_for_its_unique_period() {
        var job = gateway.post("/api/v1/jobs", key, """
                        {"type": "noop", "unique": {"key": "yearly", "period": "P200D"}}""").is(202).text("/id");
        update(
                "UPDATE job SET state = 'succeeded', finished_at = clock_timestamp() WHERE id = ?",
                UUID.fromString(job));

        assertThat(Instant.parse(gateway.get("/api/v1/jobs/" + job, key).is(200).text("/keptUntil")))
                .isAfter(Instant.now().plus(Duration.ofDays(199)));
    }

    @Test
    void an_import_is_kept_while_its_points_are_in_the_timeline() {
        var imported = job(100, "import", "succeeded");
        update("UPDATE job SET sha256 = 'abc' WHERE id = ?", imported);
        var live = job(100, "import", "succeeded");
        var reverted = job(100, "import", "succeeded");
        var revert = job(2, "revert", "succeeded");
        update("UPDATE job SET sha256 = 'def', reverted_by = '" + revert + "' WHERE id = ?", reverted);
        var still = job(100, "import", "succeeded");
        var failed = job(50, "revert", "failed");
        update("UPDATE job SET sha256 = 'ghi', reverted_by = '" + failed + "' WHERE id = ?", still);
        update("UPDATE job SET payload = '{\"importId\": \"" + still + "\"}' WHERE id = ?", failed);

        sweep();
        sweep();

        assertThat(List.of(exists(imported), exists(live), exists(reverted), exists(still), exists(failed)))
                .containsExactly(true, false, true, true, false);
        var view = gateway.get("/api/v1/jobs/" + imported, key).is(200);
        assertThat(view.json().path("keptUntil").isNull()).isTrue();
        gateway.get("/api/v1/jobs/" + imported + "/attempts", key).isProblem(410, "job-forgotten");

        age("job", "finished_at", "id = '" + revert + "'", 31);
        var earlier = moveId(revert, 31);
        update("UPDATE job SET reverted_by = '" + earlier + "' WHERE id = ?", reverted);
        sweep();
        sweep();
        assertThat(exists(reverted)).isFalse();
        assertThat(exists(still)).isTrue();
    }

    @Test
    void live_points_can_be_reverted_after_their_job_is_deleted() {
        var live = job(100, "import", "succeeded");
        sweep();
        gateway.post("/api/v1/imports/" + live + "/revert", key, "").isProblem(410, "job-forgotten");
        gateway.worker.respond("GET /internal/imports/" + live + "/state", 200, "{\"state\": \"promoted\"}");

        var revert =
                gateway.post("/api/v1/imports/" + live + "/revert", key, "").is(202);

        assertThat(revert.text("/type")).isEqualTo("revert");
        assertThat(gateway.post("/api/v1/imports/" + live + "/revert", key, "")
                        .is(200)
                        .text("/id"))
                .isEqualTo(revert.text("/id"));
    }

    @Test
    void an_idempotency_key_expires_and_can_be_used_again() {
        var body = "{\"type\": \"noop\"}";
        var first = keyed(body).is(202).text("/id");
        assertThat(keyed(body).is(202).text("/id")).isEqualTo(first);

        age("idempotency", "created_at", "owner = '" + owner + "'", 29);
        sweep();
        assertThat(keyed(body).is(202).text("/id")).isEqualTo(first);

        age("idempotency", "created_at", "owner = '" + owner + "'", 2);
        sweep();
        assertThat(keyed(body).is(202).text("/id")).isNotEqualTo(first);
    }

    @Test
    void a_finished_job_shows_until_when_it_is_kept() {
        var job = job(3, "noop", "succeeded");

        var view = gateway.get("/api/v1/jobs?limit=1", key).is(200);

        assertThat(view.text("/items/0/id")).isEqualTo(job.toString());
        assertThat(Duration.between(
                        Instant.parse(view.text("/items/0/finishedAt")),
                        Instant.parse(view.text("/items/0/keptUntil"))))
                .isEqualTo(Duration.ofDays(30));
        assertThat(gateway.post("/api/v1/jobs", key, "{\"type\": \"noop\"}")
                        .is(202)
                        .json()
                        .path("keptUntil")
                        .isNull())
                .isTrue();
    }

    @Test
    void files_are_deleted_when_no_job_needs_them() throws IOException {
        var done = job(8, "import", "succeeded");
        var justDone = job(6, "import", "succeeded");
        var cancelled = job(8, "import", "cancelled");
        var failed = job(8, "import", "failed");
        var open = job(8, "import", "grace");
        for (var job : List.of(done, justDone, cancelled, failed, open)) {
            file(importKey(job), Duration.ofDays(20));
        }
        var beforeOwners = place("imports/" + done);
        file(beforeOwners, Duration.ofDays(20));
        var ofAnother = place(ImportObject.key("somebody else", open));
        file(ofAnother, Duration.ofDays(20));
        var orphan = place("imports/" + UUID.randomUUID());
        var young = place("imports/" + UUID.randomUUID());
        var chunk = place("uploads/" + UUID.randomUUID());
        var foreign = place("imports/somebody-elses");
        file(orphan, Duration.ofDays(2));
        file(young, Duration.ofHours(23));
        file(chunk, Duration.ofDays(2));
        file(foreign, Duration.ofDays(200));
        var files = gateway.bean(StoredFiles.class);
        files.deleteUnneeded();
        files.deleteUnneeded();

        assertThat(place(importKey(done))).doesNotExist();
        assertThat(beforeOwners).doesNotExist();
        assertThat(ofAnother).doesNotExist();
        assertThat(place(importKey(cancelled))).doesNotExist();
        for (var job : List.of(justDone, failed, open)) {
            assertThat(place(importKey(job))).exists();
        }
        assertThat(orphan).doesNotExist();
        assertThat(chunk).doesNotExist();
        assertThat(young).exists();
        assertThat(foreign).exists();
    }

    @Test
    void a_file_without_a_job_is_deleted_only_on_the_second_pass() throws IOException {
        var late = UUID.randomUUID();
        file("imports/" + late, Duration.ofDays(2));
        var files = gateway.bean(StoredFiles.class);

        assertThat(files.deleteUnneeded()).isTrue();
        update(
                "UPDATE job SET id = '" + late + "', state = 'running', finished_at = NULL WHERE id = ?",
                job(1, "import", "failed"));
        files.deleteUnneeded();

        assertThat(place("imports/" + late)).exists();
    }

    @Test
    void two_gateways_delete_thousands_of_jobs_during_submissions() throws Exception {
        int many = Integer.getInteger("waymill.old-jobs", 5_000);
        update("""
                INSERT INTO job (id, owner, type, payload, trace_id, traceparent, created_at, published_at, version, state,
                                 finished_at, updated_at)
                SELECT uuidv7(INTERVAL '-40 days'), ?::text, 'noop', '{}', '', '', now(), now(), 1, 'succeeded',
                       now() - INTERVAL '40 days', now()
                FROM generate_series(1, %d)
                """.formatted(many), owner);
        var alone = submitTimes();
        var keepers = new ArrayList<Callable<Object>>();
        for (int i = 0; i < 2; i++) {
            var keeper = newKeeper();
            keepers.add(Executors.callable(() -> sweep(keeper)));
        }
        var beside = new AtomicReference<String>("");
        keepers.add(Executors.callable(() -> beside.set(submitTimes())));
        var began = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(3)) {
            for (var keeper : threads.invokeAll(keepers)) {
                keeper.get();
            }
        }
        System.out.printf(
                "%d jobs forgotten in %d ms; submission alone %s, beside it %s%n",
                many, (System.nanoTime() - began) / 1_000_000, alone, beside.get());

        assertThat(count("job")).isEqualTo(400);
        assertThat(count("forgotten_job")).isEqualTo(many);
    }

    private String submitTimes() {
        var millis = IntStream.range(0, 200)
                .mapToLong(_ -> {
                    long began = System.nanoTime();
                    gateway.post("/api/v1/jobs", key, "{\"type\": \"noop\"}").is(202);
                    return (System.nanoTime() - began) / 1_000_000;
                })
                .sorted()
                .toArray();
        return "p50=%d p99=%d ms".formatted(millis[100], millis[197]);
    }

    private long count(String table) {
        return gateway.jdbc()
                .sql("SELECT count(*) FROM " + table + " WHERE owner = ?")
                .param(owner)
                .query(Long.class)
                .single();
    }

    private dev.waymill.gateway.Answered keyed(String body) {
        return gateway.send(gateway.request("/api/v1/jobs", key)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "the-key")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
    }

    private static void sweep() {
        sweep(newKeeper());
    }

    private static HistoryKeeper newKeeper() {
        return new HistoryKeeper(
                gateway.bean(ExpiredJobs.class),
                gateway.bean(StoredFiles.class),
                gateway.bean(SchedulerClient.class),
                gateway.bean(HistoryProperties.class));
    }

    private static void sweep(HistoryKeeper keeper) {
        boolean more = true;
        while (more) {
            more = keeper.tick();
        }
    }

    /// Inserts a published job that finished this many days ago, a minute after it was created.
    private UUID job(int daysAgo, String type, String state) {
        var made = Instant.now().minus(Duration.ofDays(daysAgo)).minusSeconds(60);
        var id = new UUID(
                made.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000), random.nextLong() >>> 2 | 1L << 63);
        boolean over = List.of("succeeded", "failed", "cancelled").contains(state);
        gateway.jdbc()
                .sql("""
                        INSERT INTO job (id, owner, type, payload, trace_id, traceparent, created_at, published_at, version,
                                         state, finished_at, updated_at)
                        VALUES (:id, :owner, :type,
                                '{"objectKey": "x", "fileName": "x", "sha256": "x", "bytes": 1, "grace": "PT0S"}', '', '',
                                :made::timestamptz, :made::timestamptz, 1, :state,
                                CASE WHEN :over THEN :made::timestamptz + INTERVAL '60 s' END, :made::timestamptz)
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("type", type)
                .param("made", made.toString())
                .param("state", state)
                .param("over", over)
                .update();
        return id;
    }

    private static UUID moveId(UUID job, int days) {
        var earlier = new UUID(
                job.getMostSignificantBits() - (Duration.ofDays(days).toMillis() << 16), job.getLeastSignificantBits());
        update("UPDATE job SET id = '" + earlier + "' WHERE id = ?", job);
        return earlier;
    }

    private void idempotencyKey(String name, UUID job, int daysAgo) {
        gateway.jdbc()
                .sql("""
                        INSERT INTO idempotency (owner, route, key, request_hash, job_id, created, created_at)
                        VALUES (:owner, 'r', :key, 'h', :job, true, clock_timestamp() - :days * INTERVAL '1 day')
                        """)
                .param("owner", owner)
                .param("key", name)
                .param("job", job)
                .param("days", daysAgo)
                .update();
    }

    private List<String> keys() {
        return gateway.jdbc()
                .sql("SELECT key FROM idempotency WHERE owner = ?")
                .param(owner)
                .query(String.class)
                .list();
    }

    private static void age(String table, String column, String which, int days) {
        gateway.jdbc()
                .sql("UPDATE %s SET %s = %s - INTERVAL '%d days' WHERE %s"
                        .formatted(table, column, column, days, which))
                .update();
    }

    private static void update(String sql, Object parameter) {
        gateway.jdbc().sql(sql).param(parameter).update();
    }

    private static boolean exists(UUID job) {
        return gateway.jdbc()
                .sql("SELECT EXISTS (SELECT FROM job WHERE id = ?)")
                .param(job)
                .query(Boolean.class)
                .single();
    }

    private String importKey(UUID job) {
        return ImportObject.key(owner, job);
    }

    private static Path place(String objectKey) {
        return gateway.directory.resolve("objects").resolve(objectKey);
    }

    private static void file(String objectKey, Duration age) throws IOException {
        file(place(objectKey), age);
    }

    private static void file(Path place, Duration age) throws IOException {
        Files.createDirectories(place.getParent());
        Files.writeString(place, "bytes");
        Files.setLastModifiedTime(place, FileTime.from(Instant.now().minus(age)));
    }
}
