package dev.waymill.events;

import java.util.List;

/// The job types that can be submitted as such; an import begins with its file instead. The first task of such a
/// job has the type as its kind.
public final class JobTypes {
    /// Does nothing, and succeeds: for trying and measuring.
    public static final String NOOP = "noop";
    /// Does what its payload says, step by step: sleeps, fails, for trying how jobs behave.
    public static final String SIMULATION = "simulation";

    private JobTypes() {}

    public static List<String> all() {
        return List.of(NOOP, SIMULATION);
    }
}
