package dev.waymill.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.RunningGateway;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Lists of jobs: their pages, filters and cursors.
class JobListIT {
    private final ViewedImport job = new ViewedImport(RunningGateway.shared());
    private final RunningGateway gateway = job.gateway;
    private final String key = job.key;
    private final UUID id = job.id;

    @Test
    void a_list_is_read_page_by_page_without_gaps_or_doubles() {
        var all = new ArrayList<String>(List.of(id.toString()));
        for (int i = 0; i < 6; i++) {
            all.addFirst(job.upload().toString());
        }
        var seen = new ArrayList<String>();
        var cursor = "";
        for (int page = 0; page < 3; page++) {
            var list = gateway.get("/api/v1/jobs?limit=3" + cursor, key).is(200);
            list.json().path("items").forEach(item -> seen.add(item.path("id").asString()));
            cursor = list.json().path("next").isNull() ? "end" : "&cursor=" + list.text("/next");
        }
        assertThat(seen).isEqualTo(all);
        assertThat(cursor).isEqualTo("end");
    }

    @Test
    void a_list_is_filtered_by_state_type_time_and_trace() {
        var view = gateway.get("/api/v1/jobs/" + id, key);
        var at = view.text("/createdAt");
        assertThat(listed("state=accepted")).isEqualTo(1);
        assertThat(listed("state=failed")).isZero();
        assertThat(listed("type=import")).isEqualTo(1);
        assertThat(listed("type=query")).isZero();
        assertThat(listed("from=" + at)).isEqualTo(1);
        assertThat(listed("to=" + at)).isZero();
        assertThat(listed("traceId=" + view.text("/traceId"))).isEqualTo(1);
        assertThat(listed("traceId=" + "0".repeat(32))).isZero();
    }

    @Test
    void a_cursor_that_was_changed_or_belongs_to_another_list_is_refused() {
        job.upload();
        var cursor = gateway.get("/api/v1/jobs?limit=1", key).text("/next");
        var changed = (cursor.startsWith("A") ? "B" : "A") + cursor.substring(1);
        gateway.get("/api/v1/jobs?limit=1&cursor=" + cursor, key).is(200);
        gateway.get("/api/v1/jobs?limit=1&cursor=" + changed, key).isProblem(400, "invalid-cursor");
        gateway.get("/api/v1/jobs?limit=1&cursor=" + cursor + "AAAA", key).isProblem(400, "invalid-cursor");
        gateway.get("/api/v1/jobs?limit=1&state=failed&cursor=" + cursor, key).isProblem(400, "invalid-cursor");
        gateway.get("/api/v1/jobs?limit=1&cursor=" + cursor, gateway.adminKey()).isProblem(400, "invalid-cursor");
    }

    private long listed(String filter) {
        return gateway.get("/api/v1/jobs?" + filter, key)
                .is(200)
                .json()
                .path("items")
                .size();
    }
}
