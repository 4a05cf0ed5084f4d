package dev.waymill.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Decides how long to wait for a start: as long as it makes progress, because a busy machine needs minutes
/// where an idle one needs seconds. Gives up when nothing has changed for [#UNCHANGED]. Every [#REPORT_INTERVAL] it
/// reports what it waits for. Confined to the waiting thread.
public final class StartWait {
    static final Duration REPORT_INTERVAL = Duration.ofSeconds(15);
    static final Duration UNCHANGED = Duration.ofMinutes(2);
    /// Limit for a process that writes to its log but never becomes ready.
    static final Duration LONGEST = Duration.ofMinutes(20);

    private final String what;
    private final Path log;
    private final Consumer<String> report;
    private final LongSupplier nanoTime;
    private final long start;
    private long lastReport;
    private long lastChange;
    private String state = "";

    /// Begins to wait.
    ///
    /// @param what name of the process, for people to read
    /// @param log its log; growth counts as progress
    /// @param report receives a line from time to time
    public StartWait(String what, Path log, Consumer<String> report) {
        this(what, log, report, System::nanoTime);
    }

    StartWait(String what, Path log, Consumer<String> report, LongSupplier nanoTime) {
        this.what = what;
        this.log = log;
        this.report = report;
        this.nanoTime = nanoTime;
        start = nanoTime.getAsLong();
        lastReport = start;
        lastChange = start;
    }

    /// Whether to continue to wait.
    ///
    /// @param progress changes when the start has made progress, e.g. [#cpuSeconds]
    /// @param waitsFor what is missing now, for people to read; empty if unknown
    public boolean shouldContinue(String progress, String waitsFor) {
        long now = nanoTime.getAsLong();
        var newState = progress + "/" + logSize();
        if (!newState.equals(state)) {
            state = newState;
            lastChange = now;
        }
        if (now - lastReport >= REPORT_INTERVAL.toNanos()) {
            lastReport = now;
            report.accept(
                    "Waiting for " + what + " (" + Duration.ofNanos(now - start).toSeconds() + " s)"
                            + (waitsFor.isEmpty() ? "" : ": " + waitsFor) + "; its log is " + log);
        }
        return now - lastChange < UNCHANGED.toNanos() && now - start < LONGEST.toNanos();
    }

    /// Returns the message for a start that was given up.
    public String timeoutMessage() {
        var unchanged = Duration.ofNanos(nanoTime.getAsLong() - lastChange);
        var why = unchanged.compareTo(UNCHANGED) < 0
                ? " within " + LONGEST.toMinutes() + " minutes, although it made progress. "
                : ": no progress for " + unchanged.toSeconds() + " s. ";
        return what + " has not become ready" + why + logEnd();
    }

    /// Returns the message for a process that exited before it was ready.
    public String exitMessage() {
        return what + " exited before it was ready. " + logEnd();
    }

    /// Returns the whole seconds of CPU time that a process has used. It grows while the process works.
    public static String cpuSeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toSeconds() + " s";
    }

    private String logEnd() {
        return log + " ends with:\n" + Logs.tail(log);
    }

    private long logSize() {
        try {
            return Files.size(log);
        } catch (IOException e) {
            return 0;
        }
    }
}
