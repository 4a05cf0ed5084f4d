package dev.waymill.events;

import java.util.List;

/// The job types, of which [#all] can be submitted directly: then the first task's kind is the job type.
public final class JobTypes {
    /// Does nothing and succeeds: for tests and benchmarks.
    public static final String NOOP = "noop";
    /// Runs the steps in its payload, e.g. sleeping or failing, to test how jobs behave.
    public static final String SIMULATION = "simulation";

    private JobTypes() {}

    public static List<String> all() {
        return List.of(NOOP, SIMULATION);
    }

    /// All job types that Waymill runs.
    public static List<String> builtIn() {
        return List.of(
                NOOP,
                SIMULATION,
                ImportFile.JOB_TYPE,
                RevertImport.JOB_TYPE,
                RemovePoints.JOB_TYPE,
                RestorePoints.JOB_TYPE);
    }
}
