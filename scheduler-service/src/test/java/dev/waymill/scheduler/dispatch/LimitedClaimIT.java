package dev.waymill.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.dispatch.ClaimStore.Claimed;
import dev.waymill.scheduler.dispatch.ClaimStore.QueuePosition;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Any number of concurrent claims keep the limits, and leave no capacity under them unused.
@SchedulerTest
class LimitedClaimIT {
    private static final DispatchProperties BOUNDS =
            new DispatchProperties(10, 2, Duration.ofSeconds(15), Duration.ofMinutes(15), Duration.ofHours(1));
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    LimitedClaim limited;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    @AfterEach
    void empty_the_tables() {
        Tables.empty(jdbc);
    }

    @Test
    void a_limit_bounds_running_tasks_and_does_not_block_others() throws Exception {
        set("type/slow", "{\"atOnce\": 3}");
        given("slow", "ada", 25);
        given("quick", "ada", 4);

        var claimed = claimAll();

        assertThat(types(claimed)).filteredOn("slow"::equals).hasSize(3);
        assertThat(types(claimed)).filteredOn("quick"::equals).hasSize(4);
        assertThat(claimAll()).isEmpty();
    }

    @Test
    void a_held_back_task_keeps_its_place_in_the_order() throws Exception {
        set("type/slow", "{\"atOnce\": 2}");
        given("slow", "ada", 6);
        var out = new ArrayList<>(claimAll());
        given("slow", "ada", 2);
        for (int i = 0; i < out.size(); i++) {
            end(out.get(i));
            out.addAll(claimAll());
        }

        assertThat(out).extracting(Claimed::kind).containsExactly("k0", "k1", "k2", "k3", "k4", "k5", "k0", "k1");
    }

    @Test
    void the_default_limit_applies_to_each_owner_without_a_limit() throws Exception {
        set("owner/*", "{\"atOnce\": 2}");
        set("owner/bob", "{\"atOnce\": 4}");
        for (var owner : List.of("ada", "bob", "cleo")) {
            given("slow", owner, 10);
        }

        var claimed = claimAll();

        assertThat(owners(claimed)).filteredOn("ada"::equals).hasSize(2);
        assertThat(owners(claimed)).filteredOn("bob"::equals).hasSize(4);
        assertThat(owners(claimed)).filteredOn("cleo"::equals).hasSize(2);
    }

    @Test
    void a_rate_bounds_the_tasks_dispatched_per_period() throws Exception {
        set("type/mail", "{\"rate\": {\"tasks\": 5, \"per\": \"PT1M\"}}");
        given("mail", "ada", 12);

        var first = claimAll();
        first.forEach(this::end);
        assertThat(first).hasSize(5);
        assertThat(claimAll()).isEmpty();
        passes("59 s");
        assertThat(claimAll()).isEmpty();
        passes("1 s");

        assertThat(claimAll()).hasSize(5);
    }

    @Test
    void a_paused_type_waits_until_it_is_resumed() throws Exception {
        set("type/slow", "{\"atOnce\": 3}");
        given("slow", "ada", 8);
        post("type/slow/pause");

        assertThat(claimAll()).isEmpty();
        assertThat(waitsFor("slow")).contains("pause");
        var resumed = post("type/slow/resume");

        assertThat(resumed.path("atOnce").asInt()).isEqualTo(3);
        assertThat(resumed.path("waiting").asLong()).isEqualTo(8);
        assertThat(claimAll()).hasSize(3);
        assertThat(waitsFor("slow")).contains("limit").doesNotContain("pause");
    }

    @Test
    void held_back_tasks_are_dispatched_once_the_limit_is_removed() throws Exception {
        post("owner/ada/pause");
        given("slow", "ada", 25);
        assertThat(claimAll()).isEmpty();

        post("owner/ada/resume");

        assertThat(count("dispatch_limit")).isZero();
        assertThat(limited.needed()).isTrue();
        assertThat(claimAll()).hasSize(25);
        assertThat(limited.needed()).isFalse();
    }

    @Test
    void a_clean_up_ignores_limits() throws Exception {
        post("type/slow/pause");
        given("slow", "ada", 2);
        jdbc.sql("UPDATE task SET clean_up = true WHERE kind = 'k1'").update();

        assertThat(claimAll()).extracting(Claimed::kind).containsExactly("k1");
    }

    @Test
    void an_invalid_limit_is_refused() throws Exception {
        for (var body : List.of("{\"atOnce\": -1}", "{\"rate\": {\"tasks\": 0, \"per\": \"PT1S\"}}")) {
            var answer = send("POST", "type/slow", body);
            assertThat(answer.statusCode()).isEqualTo(400);
        }
        assertThat(send("POST", "colour/red", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void tasks_held_by_one_limit_do_not_hide_dispatchable_tasks() throws Exception {
        set("type/slow", "{\"atOnce\": 1}");
        set("owner/ada", "{\"atOnce\": 1}");
        given("quick", "ada", 1);
        given("slow", "bob", 1);
        var first = claimAll();
        assertThat(first).hasSize(2);
        given("slow", "ada", 300);
        given("slow", "bob", 1);
        assertThat(claimAll()).isEmpty();

        end(first.stream()
                .filter(task -> task.owner().equals("bob"))
                .findFirst()
                .orElseThrow());

        assertThat(claimAll()).extracting(Claimed::owner).containsExactly("bob");
    }

    /// With random limits: no limit is ever exceeded, and every waiting task waits for a limit that is full.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void limits_are_never_exceeded_and_no_capacity_is_wasted(long seed) throws Exception {
        var random = new Random(seed);
        var limits = Map.of("type:t0", random.nextInt(1, 6), "type:t1", random.nextInt(1, 6), "owner:o0", 4);
        for (var limit : limits.entrySet()) {
            set(limit.getKey().replace(':', '/'), "{\"atOnce\": " + limit.getValue() + "}");
        }
        for (int round = 0; round < 20; round++) {
            given("t" + random.nextInt(3), "o" + random.nextInt(3), random.nextInt(8));
            claimAtTheSameTime();
            var out = jdbc.sql("SELECT j.type, j.owner FROM lease l JOIN task t ON t.id = l.task_id"
                            + " JOIN job j ON j.id = t.job_id")
                    .query((row, _) -> keys(row.getString(1), row.getString(2)))
                    .list();
            limits.forEach((key, most) -> assertThat(out.stream().filter(keys -> keys.contains(key)))
                    .as(key)
                    .hasSizeLessThanOrEqualTo(most));
            assertThat(jdbc.sql("SELECT j.type, j.owner FROM ready r JOIN task t ON t.id = r.task_id"
                                    + " JOIN job j ON j.id = t.job_id")
                            .query((row, _) -> keys(row.getString(1), row.getString(2)))
                            .list())
                    .allSatisfy(waiting -> assertThat(waiting)
                            .anyMatch(key -> limits.containsKey(key)
                                    && out.stream()
                                                    .filter(keys -> keys.contains(key))
                                                    .count()
                                            == limits.get(key)));
            jdbc.sql("DELETE FROM lease WHERE task_id IN (SELECT task_id FROM lease ORDER BY random() LIMIT :some)")
                    .param("some", random.nextInt(6))
                    .update();
        }
    }

    private static List<String> keys(String type, String owner) {
        return List.of("type:" + type, "owner:" + owner);
    }

    private void claimAtTheSameTime() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var claim : threads.invokeAll(Stream.generate(() -> (Callable<List<Claimed>>) this::claimAll)
                    .limit(4)
                    .toList())) {
                claim.get();
            }
        }
    }

    /// Claims until no task is left to check.
    private List<Claimed> claimAll() {
        var all = new ArrayList<Claimed>();
        while (true) {
            var claim = limited.claim(QueuePosition.FRONT, BOUNDS.batch(), BOUNDS);
            all.addAll(claim.tasks());
            if (claim.looked() < BOUNDS.batch()) {
                return all;
            }
        }
    }

    private void end(Claimed task) {
        jdbc.sql("DELETE FROM lease WHERE task_id = :task")
                .param("task", task.taskId())
                .update();
    }

    private void passes(String time) {
        jdbc.sql("UPDATE limited_start SET at = at - :time::interval")
                .param("time", time)
                .update();
    }

    private static List<String> owners(List<Claimed> tasks) {
        return tasks.stream().map(Claimed::owner).toList();
    }

    private List<String> types(List<Claimed> tasks) {
        return tasks.stream()
                .map(task -> jdbc.sql("SELECT type FROM job WHERE id = :job")
                        .param("job", task.jobId())
                        .query(String.class)
                        .single())
                .toList();
    }

    private List<String> waitsFor(String type) throws Exception {
        var job = jdbc.sql("SELECT id FROM job WHERE type = :type LIMIT 1")
                .param("type", type)
                .query(UUID.class)
                .single();
        var status = send("GET", "../jobs/" + job + "/status", "");
        return JsonMapper.shared()
                .readTree(status.body())
                .path("tasks")
                .valueStream()
                .map(task -> task.path("waitsFor").path("reason").asString("nothing"))
                .toList();
    }

    private void given(String type, String owner, int tasks) {
        var job = UUID.randomUUID();
        jdbc.sql("INSERT INTO job (id, owner, type, priority, max_attempts) VALUES (:job, :owner, :type, 5, 3)")
                .param("job", job)
                .param("owner", owner)
                .param("type", type)
                .update();
        jdbc.sql("""
                        WITH added AS (
                            INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)
                            SELECT gen_random_uuid(), :job, 'k' || n, '{}', true, false, false
                            FROM generate_series(0, :last) n
                            RETURNING id, kind
                        )
                        INSERT INTO ready (start, task_id, attempt, failures)
                        SELECT 0, id, 0, 0 FROM added ORDER BY kind
                        """).param("job", job).param("last", tasks - 1).update();
    }

    private long count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    private JsonNode post(String path) throws Exception {
        var answer = send("POST", path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private void set(String path, String body) throws Exception {
        assertThat(send("POST", path, body).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/internal/limits/")
                        .resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
