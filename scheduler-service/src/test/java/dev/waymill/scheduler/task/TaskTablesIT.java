package dev.waymill.scheduler.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.scheduler.SchedulerTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The tables of tasks, and what the docs say of them.
@SchedulerTest
class TaskTablesIT {
    /// Tables with a row about a task that are not its state: its attempts, the tasks it waits for, its
    /// unpublished death, its dead letter, and the workers that died while it ran.
    private static final List<String> NO_STATES =
            List.of("attempt", "fan_in", "dead_letter_outbox", "dead_letter", "suspect");

    @Autowired
    JdbcClient jdbc;

    @Test
    void the_docs_name_every_table_that_may_hold_a_task() throws Exception {
        var states = Files.readString(Path.of(System.getProperty("waymill.home", ".."), "docs", "states.md"));

        assertThat(jdbc.sql("""
                                SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                                WHERE a.attname = 'task_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                                  AND c.relnamespace = 'public'::regnamespace
                                """).query(String.class).list())
                .hasSizeGreaterThan(NO_STATES.size())
                .allMatch(table -> NO_STATES.contains(table) || states.contains("`" + table + "`"));
    }
}
