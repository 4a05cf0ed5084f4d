package dev.waymill.worker.timeline;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Settings of PostgreSQL's planner, until the end of the transaction.
final class PlannerSettings {
    private PlannerSettings() {}

    private static final String WITHOUT_NESTED_LOOPS = """
            SELECT set_config('enable_nestloop', 'off', true)
            """;

    /// Statistics know nothing yet of points that came or changed their import a moment ago: the planner expects
    /// none, and joins a million of them in a nested loop, which takes hours.
    static void withoutNestedLoops(JdbcClient jdbc) {
        jdbc.sql(WITHOUT_NESTED_LOOPS).query().listOfRows();
    }
}
