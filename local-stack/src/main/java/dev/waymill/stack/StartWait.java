package dev.waymill.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Decides how long to wait for a start: as long as it makes progress, because a busy machine needs minutes
/// where an idle one needs seconds. Gives up when nothing has changed for [#UNCHANGED]. Every [#TELL] it
/// reports what it waits for. Confined to the waiting thread.
public final class StartWait {
    static final Duration TELL = Duration.ofSeconds(15);
    static final Duration UNCHANGED = Duration.ofMinutes(2);
    /// Limit for a process that writes to its log but never becomes ready.
    static final Duration LONGEST = Duration.ofMinutes(20);

    private final String what;
    private final Path log;
    private final Consumer<String> tell;
    private final LongSupplier nanoTime;
    private final long begin;
    private long lastTold;
    private long lastChange;
    private String state = "";

    /// Begins to wait.
    ///
    /// @param what name of the process, for people to read
    /// @param log its log; growth counts as progress
    /// @param tell receives a line from time to time
    public StartWait(String what, Path log, Consumer<String> tell) {
        this(what, log, tell, System::nanoTime);
    }

    StartWait(String what, Path log, Consumer<String> tell, LongSupplier nanoTime) {
        this.what = what;
        this.log = log;
        this.tell = tell;
        this.nanoTime = nanoTime;
        begin = nanoTime.getAsLong();
        lastTold = begin;
        lastChange = begin;
    }

    /// Whether to continue to wait.
    ///
    /// @param progress changes when the start has made progress, e.g. [#cpuSeconds]
    /// @param waitsFor what is missing now, for people to read; empty if unknown
    public boolean keepsWaiting(String progress, String waitsFor) {
        long now = nanoTime.getAsLong();
        var newState = progress + "/" + logSize();
        if (!newState.equals(state)) {
            state = newState;
            lastChange = now;
        }
        if (now - lastTold >= TELL.toNanos()) {
            lastTold = now;
            tell.accept(
                    "Waiting for " + what + " (" + Duration.ofNanos(now - begin).toSeconds() + " s)"
                            + (waitsFor.isEmpty() ? "" : ": " + waitsFor) + "; its log is " + log);
        }
        return now - lastChange < UNCHANGED.toNanos() && now - begin < LONGEST.toNanos();
    }

    /// Returns the message for a start that was given up.
    public String gaveUp() {
        var unchanged = Duration.ofNanos(nanoTime.getAsLong() - lastChange);
        var why = unchanged.compareTo(UNCHANGED) < 0
                ? " within " + LONGEST.toMinutes() + " minutes, although it made progress. "
                : ": no progress for " + unchanged.toSeconds() + " s. ";
        return what + " has not become ready" + why + logEnd();
    }

    /// Returns the message for a process that exited before it was ready.
    public String died() {
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
