package dev.waymill.scheduler.job.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The list of jobs, over real HTTP.
@SchedulerTest
class JobQueriesIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    @AfterEach
    void empty_the_tables() {
        Tables.empty(jdbc);
    }

    @Test
    void pages_list_jobs_newest_first() throws Exception {
        var jobs = new ArrayList<UUID>();
        for (int second = 0; second < 25; second++) {
            jobs.addFirst(given(NOON.plusSeconds(second), "ada", "import"));
        }

        var seen = new ArrayList<UUID>();
        var cursor = "";
        int pages = 0;
        do {
            var page = json(get("limit=10&cursor=" + cursor));
            seen.addAll(ids(page));
            cursor = page.get("next").isNull() ? null : page.get("next").asString();
            pages++;
        } while (cursor != null);

        assertThat(pages).isEqualTo(3);
        assertThat(seen).isEqualTo(jobs);
    }

    @Test
    void filters_narrow_the_list() throws Exception {
        var early = given(NOON, "ada", "import");
        var late = given(NOON.plusSeconds(60), "bob", "noop");
        jdbc.sql("UPDATE job SET state = 'failed', finished_at = now(), error_code = 'bad' WHERE id = :id")
                .param("id", late)
                .update();

        assertThat(ids(json(get("owner=ada")))).containsExactly(early);
        assertThat(ids(json(get("type=noop")))).containsExactly(late);
        assertThat(ids(json(get("state=failed")))).containsExactly(late);
        assertThat(ids(json(get("from=2026-03-01T12:01:00Z")))).containsExactly(late);
        assertThat(ids(json(get("to=2026-03-01T12:01:00Z")))).containsExactly(early);
        assertThat(ids(json(get("from=2026-03-01T12:00:00Z&to=2026-03-01T12:01:00Z&state=failed"))))
                .isEmpty();
        var item = json(get("owner=bob")).get("items").get(0);
        assertThat(item.get("error").get("code").asString()).isEqualTo("bad");
        assertThat(item.get("state").asString()).isEqualTo("failed");
    }

    @ParameterizedTest
    @CsvSource({
        "cursor=nonsense, invalid-cursor",
        "state=odd, invalid-state",
        "limit=0, invalid-limit",
        "limit=201, invalid-limit",
        "from=+1000000000-12-31T23:59:59Z, invalid-time",
        "to=1969-12-31T23:59:59Z, invalid-time",
        "from=yesterday,",
        "limit=many,"
    })
    void an_invalid_query_gives_a_problem(String query, String code) throws Exception {
        var answer = get(query.replace("+", "%2B"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        if (code != null) {
            assertThat(json(answer).get("code").asString()).isEqualTo(code);
        }
    }

    private UUID given(Instant moment, String owner, String type) {
        var id =
                new UUID(moment.toEpochMilli() << 16 | 0x7000, UUID.randomUUID().getLeastSignificantBits());
        jdbc.sql("INSERT INTO job (id, owner, type, priority, max_attempts) VALUES (:id, :owner, :type, 5, 3)")
                .param("id", id)
                .param("owner", owner)
                .param("type", type)
                .update();
        return id;
    }

    private static List<UUID> ids(JsonNode page) {
        return page.get("items")
                .valueStream()
                .map(item -> UUID.fromString(item.get("id").asString()))
                .toList();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpResponse<String> get(String query) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + port + "/internal/jobs?" + query);
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
