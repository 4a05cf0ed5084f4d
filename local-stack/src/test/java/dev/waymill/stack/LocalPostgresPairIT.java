package dev.waymill.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each commit is on both servers, and clients find the one that is the primary.
class LocalPostgresPairIT {

    @TempDir
    Path directory;

    @Test
    void no_commit_is_lost_when_each_server_in_turn_is_lost() throws Exception {
        try (var pair = LocalPostgresPair.start(directory)) {
            var worker = pair.database("waymill_worker");
            worker.execute("CREATE TABLE seen (number int)", "INSERT INTO seen VALUES (1)");

            pair.failOver();
            worker.execute("INSERT INTO seen VALUES (2)");
            pair.rebuildStandby();
            worker.execute("INSERT INTO seen VALUES (3)");
            pair.failOver();

            assertThat(worker.query("SELECT string_agg(number::text, ' ' ORDER BY number) FROM seen"))
                    .isEqualTo("1 2 3");
        }
    }
}
