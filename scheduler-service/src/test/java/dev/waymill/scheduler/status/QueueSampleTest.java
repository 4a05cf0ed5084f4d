package dev.waymill.scheduler.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.scheduler.status.SampleStore.Depth;
import dev.waymill.scheduler.status.SampleStore.Workers;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueSampleTest {
    @ParameterizedTest
    @CsvSource({
        // ready, running, mean, living, slots, wanted
        "0, 0, 1, 3, 8, 1",
        "0, 9, 1, 3, 8, 2",
        "480, 0, 1, 1, 8, 1",
        "481, 0, 1, 1, 8, 2",
        "600, 8, 6, 1, 8, 9",
        "100001, 16, 0.001, 2, 8, 3",
        "100001, 0, 3600, 2, 1, 6000060"
    })
    void enough_workers_finish_what_is_ready_within_a_minute_beside_what_runs(
            long ready, long running, double mean, int living, int slots, int wanted) {
        assertThat(sample(ready, running, OptionalDouble.of(mean), living, slots)
                        .wantedWorkers())
                .isEqualTo(wanted);
    }

    @Test
    void without_a_mean_no_fewer_workers_are_wanted_than_live_while_tasks_are_ready() {
        assertThat(sample(5, 8, OptionalDouble.empty(), 4, 8).wantedWorkers()).isEqualTo(4);
        assertThat(sample(0, 8, OptionalDouble.empty(), 4, 8).wantedWorkers()).isEqualTo(1);
        assertThat(sample(5, 0, OptionalDouble.empty(), 0, 1).wantedWorkers()).isEqualTo(1);
    }

    private static QueueSample sample(long ready, long running, OptionalDouble mean, int living, int slots) {
        return new QueueSample(
                null,
                List.of(new Depth("ready", ready, 0.0), new Depth("running", running, 0.0)),
                new Workers(living, living * slots, slots),
                QueueSample.NONE.backlog(),
                0,
                mean);
    }
}
