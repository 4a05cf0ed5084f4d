package dev.waymill.system;

import static dev.waymill.system.Waymill.awaitEnd;
import static dev.waymill.system.Waymill.awaitState;
import static dev.waymill.system.Waymill.sample;
import static dev.waymill.system.Waymill.upload;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.api.ApiException;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.cli.up.StackRecovery;
import dev.waymill.events.Topics;
import dev.waymill.stack.Database;
import dev.waymill.stack.LocalPostgres;
import dev.waymill.stack.LocalStack;
import dev.waymill.system.Waymill.Owner;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Restores databases from a backup, loses topics or files, runs the recovery, and compares what is left with a
/// run without a fault. All cases begin with copies of one data directory: work was done before and after the
/// backup, and some was in progress when the services were killed.
@EnabledIfSystemProperty(named = "waymill.slow", matches = "true", disabledReason = "Run ./waymill test --slow")
@SuppressWarnings("NullAway.Init")
class RestoreIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Map<String, String> DATABASES = Map.of(
            "api-gateway",
            "waymill_gateway",
            "scheduler-service",
            "waymill_scheduler",
            "worker-service",
            "waymill_worker");

    private static final int KEPT = 2_000;
    private static final int IN_GRACE = 1_500;
    private static final byte[] LATER = sample(3, 1_000);
    private static final int LIVE = 7;
    private static final String FAILING = """
            {"type": "simulation", "payload": {"steps": [{"action": "fail"}]}, "maxAttempts": 1%s}
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    static PostgresBackup backup;
    static Instant since;
    static Owner owner;
    static String inGrace;
    static String held;
    static String later;
    static String unread;
    /// What the timeline contains after a run without a fault.
    static String points;

    private final List<LocalPostgres> restored = new ArrayList<>();
    private Waymill waymill;
    private Api api;
    private Map<String, Database> databases = Map.of();

    @BeforeAll
    static void loseEverything() throws Exception {
        var lost = directory.resolve("lost");
        var archive = directory.resolve("archive");
        PostgresBackup.archive(lost.resolve("postgres"), archive);
        try (var waymill = Waymill.start(lost, ServiceStack.Options.defaults())) {
            var postgres = waymill.services.stack().postgres();
            backup = PostgresBackup.take(postgres, lost.resolve("postgres"), archive, directory.resolve("backup"));
            owner = waymill.owner();
            workBeforeTheBackup(waymill);
            backup.mark(postgres);
            since = Instant.now();
            copy(lost.resolve("objects"), directory.resolve("objects"));
            workAfterTheBackup(waymill);
            waymill.services.gateway().kill();
            waymill.services.scheduler().kill();
        }
        PostgresBackup.stopArchiving(lost.resolve("postgres"));
        var test = new RestoreIT();
        test.start(test.lost("no-fault"));
        test.drain();
        points = test.points();
        test.stop();
    }

    /// Leaves an import in its grace period, a held job, and tasks that are due after the backup: their first
    /// attempts begin in what a restored scheduler has not seen.
    private static void workBeforeTheBackup(Waymill waymill) throws Exception {
        var kept = upload(owner, sample(1, KEPT), "PT0S");
        awaitEnd(owner, kept);
        inGrace = upload(owner, sample(2, IN_GRACE), "PT24H");
        awaitState(owner, inGrace, "grace");
        held = submit("{\"type\": \"noop\", \"hold\": true}");
        awaitState(owner, held, "held");
        awaitEnd(owner, submit(FAILING.formatted("")));
        live(waymill, 0, 3);
        var due = ", \"runAt\": \"%s\"".formatted(Instant.now().plusSeconds(10));
        submit(FAILING.formatted(due));
        for (int n = 0; n < 5; n++) {
            awaitState(owner, submit("{\"type\": \"noop\"%s}".formatted(due)), "queued");
        }
    }

    private static void workAfterTheBackup(Waymill waymill) throws Exception {
        owner.api().post("/jobs/" + held + "/release");
        owner.api().post("/imports/" + inGrace + "/promote");
        awaitEnd(owner, inGrace);
        later = upload(owner, LATER, "PT0S");
        awaitEnd(owner, later);
        var reverted = upload(owner, sample(4, 800), "PT0S");
        awaitEnd(owner, reverted);
        awaitEnd(
                owner,
                owner.api().post("/imports/" + reverted + "/revert").path("id").asString());
        var trimmed = upload(owner, sample(6, 500), "PT0S");
        awaitEnd(owner, trimmed);
        var removal = owner.api()
                .post("/removals", "{\"importId\": \"%s\", \"to\": \"2015-03-01T05:10:00Z\"}".formatted(trimmed));
        assertThat(awaitEnd(owner, removal.path("id").asString())
                        .at("/result/removed")
                        .asLong())
                .isPositive();
        live(waymill, 3, LIVE);
        await().atMost(PATIENCE)
                .until(
                        () -> waymill.rows(
                                "waymill_gateway",
                                "SELECT count(*) FROM job WHERE finished_at IS NULL AND type <> 'live'",
                                row -> row.getLong(1)),
                        List.of(0L)::equals);
        // Only the scheduler and the broker get this one.
        waymill.services.worker().kill();
        unread = upload(owner, sample(5, 600), "PT0S");
        awaitState(owner, unread, "queued");
    }

    private static void live(Waymill waymill, int from, int to) {
        for (int n = from; n < to; n++) {
            owner.api().post("/points", "{\"time\": \"2024-01-01T00:00:0%dZ\", \"lat\": 1, \"lon\": 2}".formatted(n));
        }
        var here = "SELECT count(*) FROM point JOIN import USING (import_no) WHERE live";
        await().atMost(PATIENCE).until(() -> waymill.worker(here), Integer.toString(to)::equals);
    }

    private static String submit(String job) {
        return owner.api().post("/jobs", job).path("id").asString();
    }

    @AfterEach
    void stop() {
        if (waymill != null) {
            api.close();
            waymill.close();
        }
        restored.forEach(LocalPostgres::close);
    }

    @Test
    void r1_a_restored_gateway_learns_what_its_jobs_have_become_and_adds_no_point_twice() throws Exception {
        var data = lost("gateway");
        recover(data, "gateway");
        start(data);
        drain();

        assertThat(api.job(inGrace).path("state").asString()).isEqualTo("succeeded");
        assertThatThrownBy(() -> api.job(later)).isInstanceOf(ApiException.class);
        assertThat(points()).isEqualTo(points);
        assertThat(promotedAgain()).isZero();
    }

    @Test
    void r2_every_job_that_the_gateway_accepted_ends_with_a_restored_scheduler() throws Exception {
        var data = lost("scheduler");
        recover(data, "scheduler");
        start(data);
        awaitHeld();
        api.post("/jobs/" + held + "/release");
        api.post("/imports/" + inGrace + "/promote");
        drain();

        assertThat(points()).isEqualTo(points);
        assertThat(query(
                        "api-gateway",
                        "SELECT string_agg(DISTINCT state, ' ' ORDER BY state) FROM job WHERE type <> 'live'"))
                .isEqualTo("failed succeeded");
        assertThat(query("scheduler-service", "SELECT count(*) || ' ' || count(DISTINCT job_id) FROM dead_letter"))
                .isEqualTo("2 2");
    }

    @Test
    void r3_the_timeline_is_complete_again_with_a_restored_worker() throws Exception {
        var data = lost("worker");
        recover(data, "worker");
        start(data);
        drain();

        assertThat(points()).isEqualTo(points);
        assertThat(
                        query(
                                "api-gateway",
                                "SELECT count(*) FROM job WHERE type IN ('import', 'revert', 'remove') AND state <> 'succeeded'"))
                .isEqualTo("0");
        assertThat(query("worker-service", "SELECT count(*) FROM import WHERE state NOT IN ('promoted', 'reverted')"))
                .isEqualTo("0");
    }

    @Test
    void r2_and_r3_what_only_the_gateway_knows_is_done_again_when_scheduler_and_worker_were_restored()
            throws Exception {
        var data = lost("scheduler-and-worker");
        recover(data, "scheduler", "worker");
        start(data);
        awaitHeld();
        api.post("/jobs/" + held + "/release");
        api.post("/imports/" + inGrace + "/promote");
        drain();

        assertThat(points()).isEqualTo(points);
    }

    @Test
    void r4_an_import_whose_file_is_older_than_the_databases_fails_and_everything_else_goes_on() throws Exception {
        var data = lost("objects");
        delete(data.resolve("objects"));
        copy(directory.resolve("objects"), data.resolve("objects"));
        start(data);
        drain();

        var job = api.job(unread);
        assertThat(job.path("state").asString()).isEqualTo("failed");
        assertThat(job.at("/error/code").asString()).isEqualTo("file-missing");
        var noop = api.post("/jobs", "{\"type\": \"noop\"}").path("id").asString();
        assertThat(api.awaitEnd(noop, PATIENCE, _ -> {}).path("state").asString())
                .isEqualTo("succeeded");
    }

    @Test
    void r5_nothing_is_lost_with_an_empty_kafka() throws Exception {
        var data = lost("kafka");
        delete(data.resolve("kafka"));
        recover(data);
        start(data);
        drain();

        assertThat(points()).isEqualTo(points);
    }

    @Test
    void r5_nothing_happens_twice_when_all_topics_are_read_from_their_start() throws Exception {
        var data = lost("offsets");
        try (var stack = LocalStack.start(data);
                var admin =
                        Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()))) {
            for (var group : List.of("gateway", "scheduler", "worker", "worker-live")) {
                var offsets = admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get();
                admin.alterConsumerGroupOffsets(
                                group,
                                offsets.keySet().stream()
                                        .collect(Collectors.toMap(one -> one, _ -> new OffsetAndMetadata(0))))
                        .all()
                        .get();
            }
        }
        start(data);
        drain();

        assertThat(points()).isEqualTo(points);
        assertThat(query("scheduler-service", "SELECT count(*) FROM dead_letter"))
                .isEqualTo("2");
    }

    @Test
    void r6_three_databases_of_one_moment_go_on_from_there() throws Exception {
        var data = lost("all");
        recover(data, "gateway", "scheduler", "worker");
        start(data);
        awaitHeld();
        api.post("/jobs/" + held + "/release");
        api.post("/imports/" + inGrace + "/promote");
        drain();

        assertThatThrownBy(() -> api.job(later)).isInstanceOf(ApiException.class);
        assertThat(query("worker-service", "SELECT count(*) FROM point")).isEqualTo("" + (KEPT + IN_GRACE + LIVE));
        assertThat(query("scheduler-service", "SELECT count(*) || ' ' || count(DISTINCT job_id) FROM dead_letter"))
                .isEqualTo("2 2");
        assertThat(promotedAgain()).isEqualTo(1_000);
    }

    /// Returns a copy of the data directory as the killed services left it.
    private static Path lost(String name) throws Exception {
        var data = directory.resolve("case-" + name);
        copy(directory.resolve("lost"), data);
        return data;
    }

    /// Restores databases on a server of their own, and runs the recovery.
    private void recover(Path data, String... names) throws Exception {
        var arguments = new ArrayList<>(List.of("--since=" + since));
        databases = new HashMap<>();
        if (names.length > 0) {
            var server = backup.restore(data.resolve("restored"));
            restored.add(server);
            arguments.add("--restored=" + String.join(",", names));
            DATABASES.forEach((service, database) -> {
                if (Set.of(names).stream().anyMatch(database::endsWith)) {
                    databases.put(service, server.database(database));
                }
            });
        }
        try (var stack = LocalStack.start(data)) {
            int code = StackRecovery.run(
                    data,
                    stack,
                    ServiceStack.Options.defaults().withDatabases(databases),
                    arguments,
                    line -> System.out.println("RestoreIT: " + line));
            assertThat(code).isZero();
        }
    }

    private void start(Path data) throws Exception {
        waymill = Waymill.start(data, ServiceStack.Options.defaults().withDatabases(databases));
        api = new Api(waymill.services.url(), owner.key());
    }

    /// Waits until nothing is left to do or to publish.
    private void drain() {
        await().atMost(PATIENCE)
                .until(() -> query(
                                "api-gateway",
                                "SELECT count(*) FROM job WHERE (finished_at IS NULL OR published_at IS NULL) AND type <> 'live'")
                        .equals("0"));
        await().atMost(PATIENCE)
                .until(() -> IntStream.of(
                                        count("scheduler-service", "ready"),
                                        count("scheduler-service", "delayed"),
                                        count("scheduler-service", "waiting_for_key"),
                                        count("scheduler-service", "lease"),
                                        count("scheduler-service", "job_change"),
                                        count("scheduler-service", "dead_letter_outbox"),
                                        count("api-gateway", "live_batch"),
                                        count("worker-service", "live_batch"))
                                .sum()
                        == 0);
        await().atMost(PATIENCE).until(this::liveLag, lag -> lag == 0);
    }

    private long liveLag() throws Exception {
        try (var admin = Admin.create(
                Map.of("bootstrap.servers", waymill.services.stack().kafka().bootstrapServers()))) {
            var committed = admin.listConsumerGroupOffsets("worker-live")
                    .partitionsToOffsetAndMetadata()
                    .get();
            var ends = admin.listOffsets(
                            committed.keySet().stream().collect(Collectors.toMap(one -> one, _ -> OffsetSpec.latest())))
                    .all()
                    .get();
            return committed.entrySet().stream()
                    .filter(one -> one.getKey().topic().equals(Topics.LIVE_POINTS))
                    .mapToLong(one -> requireNonNull(ends.get(one.getKey())).offset()
                            - one.getValue().offset())
                    .sum();
        }
    }

    private void awaitHeld() {
        await().atMost(PATIENCE).until(() -> api.job(held).path("state").asString(), "held"::equals);
    }

    /// How many points the file of a job that the gateway has lost adds, if it is uploaded again.
    private long promotedAgain() throws Exception {
        var again = api.upload("later.gpx", LATER, Map.of("grace", "PT0S"))
                .path("id")
                .asString();
        return api.awaitEnd(again, PATIENCE, _ -> {})
                .at("/import/points/promoted")
                .asLong(-1);
    }

    private int count(String service, String table) {
        return Integer.parseInt(query(service, "SELECT count(*) FROM " + table));
    }

    private String points() {
        return query(
                "worker-service",
                "SELECT count(*) || ' ' || md5(string_agg(concat_ws(' ', time, lat_e7, lon_e7), ',' ORDER BY time, lat_e7, lon_e7)) FROM point");
    }

    private String query(String service, String sql) {
        var own = waymill.services.stack().postgres().database(requireNonNull(DATABASES.get(service)));
        try (var connection = databases.getOrDefault(service, own).connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        run("cp", "-a", from.toString(), to.toString());
    }

    private static void delete(Path tree) throws Exception {
        run("rm", "-r", tree.toString());
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }
}
