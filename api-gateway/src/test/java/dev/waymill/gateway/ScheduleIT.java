package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleIT {
    private static final String SCHEDULES = "/api/v1/schedules";
    private static final String NIGHTLY = """
            {"name": "nightly", "type": "simulation", "payload": {"steps": []}, "priority": 7,
             "cron": "30 2 * * *", "timeZone": "Europe/Berlin", "missed": "skip"}""";
    private static RunningGateway gateway;
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
        owner = "owner-" + UUID.randomUUID();
        key = gateway.key(owner, "operator");
    }

    @Test
    void a_schedule_is_created_read_updated_and_deleted() {
        var made = gateway.post(SCHEDULES, key, NIGHTLY).is(201);
        var at = made.header("Location");
        assertThat(at).isEqualTo(SCHEDULES + "/" + made.text("/id"));
        assertThat(made.text("/cron")).isEqualTo("30 2 * * *");
        assertThat(made.text("/timeZone")).isEqualTo("Europe/Berlin");
        assertThat(made.text("/missed")).isEqualTo("skip");
        assertThat(made.json().path("priority").asInt()).isEqualTo(7);
        assertThat(made.json().path("next").size()).isEqualTo(5);
        assertThat(made.text("/next/0")).isEqualTo(made.text("/nextAt"));
        assertThat(gateway.get(SCHEDULES, key).is(200).text("/items/0/name")).isEqualTo("nightly");

        var changed = put(at, "{\"name\": \"hourly\", \"type\": \"noop\", \"every\": \"PT1H\"}")
                .is(200);

        assertThat(changed.text("/every")).isEqualTo("PT1H");
        assertThat(changed.json().path("cron").isNull()).isTrue();
        assertThat(changed.text("/createdAt")).isEqualTo(made.text("/createdAt"));
        gateway.send(gateway.request(at, key).DELETE()).is(204);
        gateway.get(at, key).isProblem(404, "schedule-not-found");
    }

    @Test
    void the_name_identifies_the_schedule() {
        var first = gateway.post(SCHEDULES, key, NIGHTLY).is(201).text("/id");

        assertThat(gateway.post(SCHEDULES, key, NIGHTLY).is(200).text("/id")).isEqualTo(first);
        gateway.post(SCHEDULES, key, NIGHTLY.replace("30 2", "45 2")).isProblem(409, "schedule-exists");
        var other = gateway.post(SCHEDULES, key, NIGHTLY.replace("nightly", "other"))
                .is(201)
                .text("/id");
        put(SCHEDULES + "/" + other, NIGHTLY).isProblem(409, "schedule-exists");
    }

    @Test
    void schedules_are_listed_in_pages_by_name() {
        for (var name : new String[] {"c", "a", "b"}) {
            gateway.post(SCHEDULES, key, NIGHTLY.replace("nightly", name)).is(201);
        }

        var first = gateway.get(SCHEDULES + "?limit=2", key).is(200);
        var second = gateway.get(SCHEDULES + "?limit=2&cursor=" + first.text("/next"), key)
                .is(200);

        assertThat(first.text("/items/1/name")).isEqualTo("b");
        assertThat(second.text("/items/0/name")).isEqualTo("c");
        assertThat(second.json().path("next").isNull()).isTrue();
        gateway.get(SCHEDULES + "?cursor=%C3%A4", key).isProblem(400, "invalid-cursor");
        gateway.get(SCHEDULES + "?limit=0", key).isProblem(400, "out-of-range");
    }

    @Test
    void another_owners_schedule_is_not_found_and_a_viewer_only_reads() {
        var at = SCHEDULES + "/" + gateway.post(SCHEDULES, key, NIGHTLY).is(201).text("/id");
        var stranger = gateway.key("owner-" + UUID.randomUUID(), "admin");

        gateway.get(at, stranger).isProblem(404, "schedule-not-found");
        gateway.post(at + "/run", stranger, "").isProblem(404, "schedule-not-found");
        gateway.post(at + "/pause", stranger, "").isProblem(404, "schedule-not-found");
        gateway.send(gateway.request(at, stranger).DELETE()).isProblem(404, "schedule-not-found");
        var viewer = gateway.key(owner, "viewer");
        gateway.get(at, viewer).is(200);
        gateway.post(at + "/run", viewer, "").isProblem(403, "forbidden");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type': 'noop', 'every': 'PT1H'}                                            | /name     | invalid-field",
                "{'name': 'a', 'every': 'PT1H'}                                               | /type     | unknown-job-type",
                "{'name': 'a', 'type': 'noop'}                                                | /cron     | invalid-field",
                "{'name': 'a', 'type': 'noop', 'every': 'PT1H', 'cron': '* * * * *'}          | /every    | invalid-field",
                "{'name': 'a', 'type': 'noop', 'every': 'PT0.5S'}                             | /every    | invalid-field",
                "{'name': 'a', 'type': 'noop', 'every': 'PT1H', 'timeZone': 'UTC'}            | /timeZone | invalid-field",
                "{'name': 'a', 'type': 'noop', 'cron': 'now and then'}                        | /cron     | invalid-field",
                "{'name': 'a', 'type': 'noop', 'cron': '0 0 30 2 *'}                          | /cron     | invalid-field",
                "{'name': 'a', 'type': 'noop', 'cron': '* * * * *', 'timeZone': 'Mars/Crater'} | /timeZone | invalid-field",
                "{'name': 'a', 'type': 'noop', 'every': 'PT1H', 'missed': 'maybe'}            | /missed   | invalid-field",
            })
    void an_invalid_field_is_refused_with_its_pointer(String body, String pointer, String code) {
        var refused = gateway.post(SCHEDULES, key, body.replace('\'', '"')).isProblem(400, code);

        assertThat(refused.text("/errors/0/pointer")).isEqualTo(pointer);
    }

    private Answered put(String path, String json) {
        return gateway.send(gateway.request(path, key)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json)));
    }
}
