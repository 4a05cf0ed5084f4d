package dev.waymill.worker.imports.revert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.waymill.events.RevertImport;
import dev.waymill.worker.WorkerTest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Two reverts of many points in a row, faster than the planner's statistics are updated.
@WorkerTest
class LargeRevertIT {
    private static final int POINTS = 300_000;

    @Autowired
    Reversal reversal;

    @Autowired
    JdbcClient jdbc;

    final String owner = "owner-" + UUID.randomUUID();

    @Test
    void an_import_that_took_over_points_is_reverted_in_seconds() {
        jdbc.sql("INSERT INTO owner (name) VALUES (:owner)")
                .param("owner", owner)
                .update();
        var first = promoted(POINTS, 0);
        var second = promoted(0, POINTS);
        var third = promoted(0, POINTS);
        points("point (time, owner_no, lat_e7, lon_e7, import_no)", first);
        points("shadowed_point (time, owner_no, lat_e7, lon_e7, import_no)", second);
        points("shadowed_point (time, owner_no, lat_e7, lon_e7, import_no)", third);
        jdbc.sql("ANALYZE point").update();

        reversal.revert(new RevertImport(first), owner);
        var done = assertTimeoutPreemptively(
                Duration.ofMinutes(2), () -> reversal.revert(new RevertImport(second), owner));

        assertThat(done).isEqualTo(new Reversal.Result.Reverted(second, 0, POINTS));
    }

    private UUID promoted(int points, int duplicates) {
        var job = UUID.randomUUID();
        jdbc.sql("""
                INSERT INTO import (job_id, owner_no, file_name, sha256, bytes, state, points_read, points_promoted,
                                    points_duplicate, first_at, last_at)
                SELECT :job, owner_no, 'a', 'b', 1, 'promoted', :points + :duplicates, :points, :duplicates,
                       to_timestamp(0), to_timestamp(1000000)
                FROM owner WHERE name = :owner
                """)
                .param("job", job)
                .param("points", points)
                .param("duplicates", duplicates)
                .param("owner", owner)
                .update();
        return job;
    }

    private void points(String table, UUID job) {
        jdbc.sql("INSERT INTO " + table + """
                 SELECT to_timestamp(i), owner_no, i, i, import_no
                FROM import, generate_series(1, :points) i WHERE job_id = :job
                """)
                .param("points", POINTS)
                .param("job", job)
                .update();
    }
}
