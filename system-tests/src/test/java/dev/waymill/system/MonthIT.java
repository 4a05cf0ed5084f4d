package dev.waymill.system;

import static dev.waymill.system.Waymill.awaitEnd;
import static dev.waymill.system.Waymill.awaitState;
import static dev.waymill.system.Waymill.sample;
import static dev.waymill.system.Waymill.upload;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.ServiceProcess;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.events.Topics;
import dev.waymill.system.Waymill.Owner;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Runs jobs and imports for a month by a moved clock, followed by a month without work. Then every table and
/// folder must be as small as before. Tables that are not listed here must be empty.
class MonthIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int ROUNDS = 3;
    private static final int DAYS_A_ROUND = 10;

    /// The tables that may have rows when nothing runs any more, and why.
    private static final Map<String, String> STAY = Map.ofEntries(
            Map.entry("waymill_gateway.api_key", "people make keys and revoke them"),
            Map.entry("waymill_gateway.schedule", "people make schedules and delete them"),
            Map.entry("waymill_gateway.job", "imports of files whose points are in the timeline, and streams"),
            Map.entry("waymill_gateway.live_stream", "a row for each device that has sent live points"),
            Map.entry("waymill_gateway.forgotten_job", "whose the jobs were that are forgotten, for another month"),
            Map.entry("waymill_scheduler.webhook_turn", "one row"),
            Map.entry("waymill_scheduler.echo", "a row for each partition that schedulers listen to"),
            Map.entry("waymill_scheduler.dispatch_limit", "people set limits and remove them"),
            Map.entry("waymill_scheduler.worker", "workers that are heard"),
            Map.entry("waymill_scheduler.flow", "shares of owners that are ahead of the others, until these catch up"),
            Map.entry("waymill_worker.owner", "a row for each owner, whose number the points carry"),
            Map.entry("waymill_worker.import", "imports whose points are in the timeline"),
            Map.entry("waymill_worker.point", "the timeline"),
            Map.entry("waymill_worker.shadowed_point", "points of an import that others brought before"),
            Map.entry(
                    "waymill_worker.timeline_change",
                    "where timelines have changed, merged by days, until it is read"));

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
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
    void only_the_timeline_remains_after_a_month_without_work() throws Exception {
        var clock = new MovedClock(waymill, directory.resolve("objects"));
        var kept = new HashSet<String>();
        for (int round = 0; round < ROUNDS; round++) {
            kept.addAll(work(round));
            quiet();
            clock.pass(Duration.ofDays(DAYS_A_ROUND));
            System.out.println("day " + (round + 1) * DAYS_A_ROUND + ": " + rows() + " files=" + files());
        }
        var points = waymill.worker("SELECT count(*) FROM point");
        var services = List.of(waymill.services.gateway(), waymill.services.worker(), waymill.services.scheduler());
        services.forEach(ServiceProcess::kill);
        clock.pass(Duration.ofDays(31));
        clock.endFirstDayEarlier(31);
        for (var service : services) {
            service.restart();
        }
        for (var service : services) {
            service.awaitReady();
        }

        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            var rows = rows();
            rows.keySet().removeAll(STAY.keySet());
            assertThat(rows).isEmpty();
            assertThat(files()).isZero();
        });
        System.out.println("day 61: " + rows() + " files=" + files());
        // Each round has a live stream.
        assertThat(waymill.rows("waymill_gateway", "SELECT count(*) FROM job", row -> row.getInt(1)))
                .containsExactly(kept.size() + ROUNDS);
        assertThat(waymill.worker("SELECT count(*) FROM point")).isEqualTo(points);
        assertThat(waymill.worker("SELECT count(*) FROM import WHERE state <> 'promoted'"))
                .isEqualTo("0");
        assertThat(waymill.scheduler("SELECT count(*) FROM worker")).isEqualTo("1");
    }

    @Test
    void every_topic_is_bounded_by_time_only() throws Exception {
        try (var admin = Admin.create(
                Map.of("bootstrap.servers", waymill.services.stack().kafka().bootstrapServers()))) {
            var topics = Topics.all().stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList();
            admin.describeConfigs(topics).all().get().forEach((topic, settings) -> {
                System.out.println(topic.name() + " retention.ms="
                        + settings.get("retention.ms").value());
                assertThat(Long.parseLong(settings.get("retention.ms").value()))
                        .isBetween(
                                Duration.ofDays(7).toMillis(),
                                Duration.ofDays(30).toMillis());
                assertThat(settings.get("segment.ms").value()).isEqualTo("86400000");
                assertThat(settings.get("retention.bytes").value()).isEqualTo("-1");
                assertThat(settings.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
            });
        }
    }

    /// Runs the work of a few days.
    ///
    /// @return the imports whose points stay in the timeline
    private static Set<String> work(int round) throws Exception {
        var owner = waymill.owner();
        var lines = IntStream.range(0, 300)
                .mapToObj(n ->
                        "{\"type\": \"noop\", \"concurrency\": {\"key\": \"k%d\", \"limit\": 2}}".formatted(n % 10))
                .collect(joining("\n"));
        owner.api().postLines("/jobs/bulk", lines);
        for (int n = 0; n < 3; n++) {
            var failing = submit(owner, """
                    {"type": "simulation", "payload": {"steps": [{"action": "fail"}]}, "maxAttempts": 2,
                     "backoff": {"base": "PT0.01S", "factor": 1, "cap": "PT0.01S"}, "unique": {"key": "u%d", "period": "P1D"}}
                    """.formatted(n));
            awaitEnd(owner, failing);
            var letter = waymill.deadLetter(owner, failing).path("id").asString();
            owner.api().post("/dead-letters/" + letter + "/dismiss", "{\"reason\": \"test\"}");
            var held = submit(owner, "{\"type\": \"noop\", \"hold\": true}");
            awaitState(owner, held, "held");
            owner.api().post("/jobs/" + held + "/cancel");
        }
        var kept = Set.of(
                upload(owner, sample(100L + round, 500), "PT0S"), upload(owner, sample(100L + round, 700), "PT0S"));
        for (var id : kept) {
            awaitEnd(owner, id);
        }
        var cancelled = upload(owner, sample(200L + round, 100), "PT10M");
        awaitState(owner, cancelled, "grace");
        owner.api().post("/jobs/" + cancelled + "/cancel");
        var reverted = upload(owner, sample(300L + round, 100), "PT0S");
        awaitEnd(owner, reverted);
        awaitEnd(
                owner,
                owner.api().post("/imports/" + reverted + "/revert").path("id").asString());
        awaitEnd(owner, upload(owner, "no track at all".getBytes(UTF_8), "PT0S"));
        dismissAll(owner);
        for (int n = 0; n < 2; n++) {
            owner.api()
                    .post(
                            "/points",
                            "{\"time\": \"2026-01-0%dT00:00:0%dZ\", \"lat\": 1, \"lon\": 2}".formatted(round + 1, n));
            await().atMost(PATIENCE)
                    .until(() -> count("waymill_gateway", "live_batch") + count("waymill_worker", "live_batch") == 0);
        }
        killedUploads(owner);
        return kept;
    }

    private static void dismissAll(Owner owner) {
        await().atMost(PATIENCE)
                .until(() -> owner.api()
                                .get("/dead-letters?state=dead")
                                .path("items")
                                .size()
                        == 1);
        for (var letter : owner.api().get("/dead-letters?state=dead").path("items")) {
            owner.api().post("/dead-letters/" + letter.path("id").asString() + "/dismiss", "{\"reason\": \"test\"}");
        }
    }

    /// Leaves behind what interrupted requests would: a partial file, a file without a job, an unfinished
    /// resumable upload, and an Idempotency-Key.
    private static void killedUploads(Owner owner) throws Exception {
        var objects = directory.resolve("objects");
        Files.write(objects.resolve(".incoming").resolve(UUID.randomUUID().toString()), new byte[100_000]);
        Files.createDirectories(objects.resolve("imports"));
        Files.write(objects.resolve("imports").resolve(UUID.randomUUID().toString()), new byte[1_000]);
        try (var http = HttpClient.newHttpClient()) {
            var begin = HttpRequest.newBuilder(waymill.services.url().resolve("/api/v1/uploads"))
                    .header("X-API-Key", key(owner))
                    .header("Tus-Resumable", "1.0.0")
                    .header("Upload-Length", "5000")
                    .header("Content-Type", "application/offset+octet-stream")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1_000]))
                    .build();
            assertThat(http.send(begin, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
            var once = HttpRequest.newBuilder(waymill.services.url().resolve("/api/v1/jobs"))
                    .header("X-API-Key", key(owner))
                    .header("Idempotency-Key", "once")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"type\": \"noop\"}"))
                    .build();
            assertThat(http.send(once, BodyHandlers.ofString()).statusCode()).isEqualTo(202);
        }
    }

    private static String key(Owner owner) throws Exception {
        try (var admin = new dev.waymill.cli.api.Api(waymill.services.url(), waymill.services.adminKey())) {
            return admin.post(
                            "/keys",
                            "{\"owner\": \"%s\", \"role\": \"operator\", \"name\": \"test\"}".formatted(owner.name()))
                    .path("key")
                    .asString();
        }
    }

    private static String submit(Owner owner, String job) {
        return owner.api().post("/jobs", job).path("id").asString();
    }

    /// Waits until all jobs are finished and all their changes are published and applied.
    private static void quiet() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> waymill.rows(
                                        "waymill_gateway",
                                        "SELECT count(*) FROM job WHERE type <> 'live' AND (finished_at IS NULL OR published_at IS NULL)",
                                        row -> row.getLong(1))
                                .getFirst()
                        == 0);
        await().atMost(PATIENCE)
                .until(() -> List.of("ready", "delayed", "lease", "job_change", "dead_letter_outbox", "claim").stream()
                        .allMatch(table -> count("waymill_scheduler", table) == 0));
    }

    private static long count(String database, String table) {
        return waymill.rows(database, "SELECT count(*) FROM " + table, row -> row.getLong(1))
                .getFirst();
    }

    /// The row counts of all tables that are not empty.
    private static Map<String, Long> rows() throws Exception {
        var rows = new TreeMap<String, Long>();
        for (var database : MovedClock.DATABASES) {
            try (var connection =
                    waymill.services.stack().postgres().database(database).connect()) {
                for (var table : MovedClock.tables(connection)) {
                    rows.put(database + "." + table, count(database, table));
                }
            }
        }
        rows.values().removeIf(count -> count == 0);
        return rows;
    }

    private static long files() throws Exception {
        try (var files = Files.walk(directory.resolve("objects"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
