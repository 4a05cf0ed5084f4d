package dev.waymill.worker.timeline;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Changes settings of PostgreSQL's planner until the end of the transaction.
final class PlannerSettings {
    private PlannerSettings() {}

    private static final String WITHOUT_NESTED_LOOPS = """
            SELECT set_config('enable_nestloop', 'off', true)
            """;

    /// Disables nested loop joins. The statistics do not yet cover points that were just inserted or reassigned
    /// to another import. The planner therefore expects no such rows and would join a million of them in a
    /// nested loop, which takes hours.
    static void withoutNestedLoops(JdbcClient jdbc) {
        jdbc.sql(WITHOUT_NESTED_LOOPS).query().listOfRows();
    }
}
