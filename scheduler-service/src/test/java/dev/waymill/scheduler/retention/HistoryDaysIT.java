package dev.waymill.scheduler.retention;

import static dev.waymill.scheduler.retention.HistoryFixture.DONE;
import static dev.waymill.scheduler.retention.HistoryFixture.ERROR;
import static dev.waymill.scheduler.retention.HistoryFixture.suffix;
import static dev.waymill.scheduler.retention.HistoryFixture.then;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.events.TaskReported.Report;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.job.CommandResult;
import dev.waymill.scheduler.job.JobRetry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The day partitions of finished tasks and attempts: which rows lie in them, and when they are dropped.
@SchedulerTest
class HistoryDaysIT {
    @Autowired
    JobRetry retries;

    @Autowired
    DataSource dataSource;

    @Autowired
    JdbcClient jdbc;

    private HistoryFixture history;

    @BeforeEach
    void reset(@Autowired ApplicationContext context) {
        history = new HistoryFixture(context);
        history.reset();
    }

    @AfterEach
    void empty() {
        history.empty();
    }

    @Test
    void a_job_that_ended_long_enough_ago_is_deleted_and_its_day_is_dropped() {
        var over = history.submittedJob();
        history.run(over, "stage", 1, new Report.Failed(ERROR, true));
        history.run(over, "stage", 2, DONE);
        history.awaitPublished();
        assertThat(history.days.days()).contains(history.today);

        history.keep(29);
        assertThat(history.count("job")).isEqualTo(1);

        history.keep(32);
        assertThat(history.count("job")).isZero();
        assertThat(history.count("task")).isZero();
        assertThat(history.count("finished")).isZero();
        assertThat(history.count("attempt")).isZero();
        assertThat(history.days.days()).isNotEmpty().allMatch(day -> !day.isBefore(history.today.plusDays(2)));
    }

    @Test
    void an_open_job_keeps_its_history_when_its_day_is_dropped_and_is_deleted_a_month_after_its_end() {
        var open = history.submittedJob();
        history.run(open, "stage", 1, new Report.Failed(ERROR, true));
        history.run(open, "stage", 2, then("second"));

        history.keep(32);
        assertThat(history.days.days()).doesNotContain(history.today);
        assertThat(history.finishedTable(open, "stage")).isEqualTo("finished_default");
        assertThat(history.count("attempt")).isEqualTo(1);
        assertThat(history.jobState(open)).isEqualTo("running");

        history.run(open, "second", 1, DONE);
        assertThat(history.jobState(open)).isEqualTo("succeeded");
        history.setFinishedAt(open, history.now.plus(Duration.ofDays(32)));
        history.awaitPublished();

        history.keep(61);
        assertThat(history.jobState(open)).isEqualTo("succeeded");

        history.keep(63);
        for (var table : List.of("job", "task", "finished", "attempt")) {
            assertThat(history.count(table)).isZero();
        }
    }

    @Test
    void a_failed_job_can_be_retried_after_its_day_was_dropped_and_its_history_goes_on() {
        var job = history.submittedJob();
        history.run(job, "stage", 1, then("second"));
        history.run(job, "second", 1, new Report.Failed(ERROR, false));
        history.setFinishedAt(job, history.now.plus(Duration.ofDays(20)));
        history.keep(32);
        assertThat(history.finishedTable(job, "second")).isEqualTo("finished_default");

        assertThat(retries.retry(job)).isEqualTo(CommandResult.DONE);

        assertThat(history.jobState(job)).isEqualTo("queued");
        history.keep(60);
        history.run(job, "second", 2, DONE);
        assertThat(history.jobState(job)).isEqualTo("succeeded");
        assertThat(jdbc.sql("SELECT attempt FROM attempt").query(Integer.class).list())
                .containsExactly(1);
        assertThat(history.count("finished")).isEqualTo(2);
    }

    @Test
    void a_finished_row_lies_in_the_day_of_its_job_id_even_if_the_task_ends_after_midnight() {
        var midnight = history.today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        var before = history.submittedJob(history.idAt(midnight.minusMillis(1)));
        var after = history.submittedJob(history.idAt(midnight));

        for (var job : List.of(before, after)) {
            history.run(job, "stage", 1, new Report.Failed(ERROR, true));
            history.run(job, "stage", 2, DONE);
        }

        assertThat(history.finishedTable(before, "stage")).isEqualTo("finished_" + suffix(history.today));
        assertThat(history.finishedTable(after, "stage")).isEqualTo("finished_" + suffix(history.today.plusDays(1)));
        history.setFinishedAt(before, midnight.plusMillis(1));
        history.setFinishedAt(after, midnight.plusMillis(1));
        history.awaitPublished();
        history.keepAt(midnight.plus(Duration.ofDays(30)));
        assertThat(history.jobState(before)).isEqualTo("succeeded");
        assertThat(history.finishedTable(before, "stage")).isEqualTo("finished_default");
        history.keepAt(midnight.plus(Duration.ofDays(31)));
        assertThat(history.count("job")).isZero();
        assertThat(history.count("finished")).isZero();
    }

    @Test
    void a_task_has_only_one_finished_row_in_all_days() {
        var job = history.submittedJob();
        var task = history.run(job, "stage", 1, DONE);
        history.report(job, task, 1, DONE);

        assertThat(history.count("finished")).isEqualTo(1);
        assertThatThrownBy(() -> jdbc.sql(
                                "INSERT INTO finished (task_id, state, attempt, finished_at) VALUES (:task, 'DEAD', 2, now() + INTERVAL '2 days')")
                        .param("task", task)
                        .update())
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void finished_rows_written_after_weeks_of_downtime_move_into_new_days() {
        var later = history.now.plus(Duration.ofDays(50));
        var job = history.submittedJob(history.idAt(later));
        history.run(job, "stage", 1, DONE);
        assertThat(history.finishedTable(job, "stage")).isEqualTo("finished_default");

        history.keepAt(later);

        assertThat(history.finishedTable(job, "stage")).isEqualTo("finished_" + suffix(history.today.plusDays(50)));
        assertThat(history.days.days())
                .contains(
                        history.today.plusDays(50),
                        history.today.plusDays(51),
                        history.today.plusDays(52),
                        history.today.plusDays(53));
    }

    @Test
    void a_long_transaction_delays_the_drop_and_blocks_no_new_jobs() throws SQLException {
        var job = history.finishedJob();
        history.awaitPublished();
        try (var other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            try (var statement = other.createStatement()) {
                statement.executeQuery("SELECT count(*) FROM finished").close();
            }
            history.keep(40);
            assertThat(history.days.days()).contains(history.today);
            history.finishedJob();
            other.rollback();
        }

        history.keep(40);

        assertThat(history.days.days()).doesNotContain(history.today);
        assertThat(jdbc.sql("SELECT count(*) FROM job WHERE id = :job")
                        .param("job", job)
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
