package dev.waymill.scheduler.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.stack.test.TestStack;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// The migration to day partitions of a database that already has data.
class HistoryMigrationIT {
    @Test
    void the_migration_moves_all_rows_into_the_first_day_or_the_default() {
        var database = TestStack.get().freshDatabase("migration");
        var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        var jdbc = JdbcClient.create(source);
        Flyway.configure().dataSource(source).target("11").load().migrate();
        jdbc.sql("""
                        INSERT INTO finished (task_id, state, attempt, error_code)
                        SELECT id, 'DEAD', 2, 'late'
                        FROM unnest(ARRAY[uuidv7(), uuidv7(INTERVAL '-90 days'), uuidv7(INTERVAL '10 days'),
                                          'ffffffff-0000-4000-8000-000000000000']::uuid[]) AS ids (id)
                        """).update();
        jdbc.sql("""
                        INSERT INTO attempt (task_id, attempt, outcome, error_stack)
                        SELECT task_id, n, 'failed', 'at here' FROM finished CROSS JOIN generate_series(1, 2) n
                        """).update();

        Flyway.configure().dataSource(source).load().migrate();

        assertThat(jdbc.sql(
                                "SELECT count(*) FROM finished WHERE state = 'DEAD' AND attempt = 2 AND error_code = 'late'")
                        .query(Long.class)
                        .single())
                .isEqualTo(4);
        assertThat(jdbc.sql("SELECT count(*) FROM attempt WHERE error_stack = 'at here'")
                        .query(Long.class)
                        .single())
                .isEqualTo(8);
        assertThat(jdbc.sql("SELECT count(*) FROM finished_default")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
        assertThat(jdbc.sql("SELECT first AND day = timezone('UTC', now())::date FROM history_day")
                        .query(Boolean.class)
                        .list())
                .containsExactly(true);
    }
}
