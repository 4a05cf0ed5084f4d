package dev.waymill.scheduler.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// docs/states.md is generated from [TaskState#next()]. After a change, run `./mvnw -pl scheduler-service -am
/// test -Dtest=TaskStateTest -Dwaymill.update-docs=true -Dsurefire.failIfNoSpecifiedTests=false`.
class TaskStateTest {
    private static final Path DOC = Path.of(System.getProperty("waymill.home", ".."), "docs", "states.md");

    @Test
    void the_diagram_in_the_docs_matches_the_state_table() throws Exception {
        if (Boolean.getBoolean("waymill.update-docs")) {
            Files.writeString(DOC, document());
        }

        assertThat(DOC).hasContent(document());
    }

    @Test
    void a_succeeded_task_is_final_and_a_dead_one_can_only_become_ready() {
        assertThat(TaskState.SUCCEEDED.next()).isEmpty();
        assertThat(TaskState.CANCELLED.next()).containsExactlyInAnyOrder(TaskState.READY, TaskState.BLOCKED);
        assertThat(TaskState.DEAD.next()).containsExactly(TaskState.READY);
    }

    private static String document() {
        var places = Arrays.stream(TaskState.values())
                .map(state -> "| %s | %s |".formatted(state, place(state)))
                .collect(Collectors.joining("\n"));
        var arrows = Arrays.stream(TaskState.values())
                .flatMap(from -> from.next().stream().sorted().map(to -> "    " + from + " --> " + to))
                .collect(Collectors.joining("\n"));
        return """
                # States of a task

                Generated from `TaskState` by `TaskStateTest`; do not edit. A task has no state column: the table that
                holds its row is its state. See [decision 002](decisions/002-state-is-where-the-row-lies.md).

                | state | table that holds the row |
                | --- | --- |
                %s

                ```mermaid
                stateDiagram-v2
                %s
                ```
                """.formatted(places, arrows);
    }

    private static String place(TaskState state) {
        return switch (state) {
            case HELD -> "`held`, until it is released";
            case BLOCKED -> "`blocked`, until the tasks counted by its `fan_in` have ended";
            case READY ->
                "`delayed` until it is due, then `waiting_for_key` while its concurrency key is in use, then `ready`";
            case DISPATCHED -> "`lease`, without a worker";
            case RUNNING -> "`lease`, with a worker";
            case SUCCEEDED, DEAD, CANCELLED -> "`finished`, in the partition of its job's day";
        };
    }
}
