package dev.waymill.events;

import java.util.List;

/// The job types that can be submitted directly; an import begins with its file instead. The first task's kind
/// is the job type.
public final class JobTypes {
    /// Does nothing and succeeds: for tests and benchmarks.
    public static final String NOOP = "noop";
    /// Runs the steps in its payload, e.g. sleeping or failing, to test how jobs behave.
    public static final String SIMULATION = "simulation";

    private JobTypes() {}

    public static List<String> all() {
        return List.of(NOOP, SIMULATION);
    }
}
