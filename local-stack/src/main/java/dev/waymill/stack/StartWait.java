package dev.waymill.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// How long a start is waited for: as long as it gets on, since a busy machine needs minutes for what takes an idle
/// one seconds. It ends when nothing has changed for [#UNCHANGED]. Every [#TELL] the waiting says what it is for.
/// Confined to the thread that waits.
public final class StartWait {
    static final Duration TELL = Duration.ofSeconds(15);
    static final Duration UNCHANGED = Duration.ofMinutes(2);
    /// What writes to its log for ever is not starting.
    static final Duration LONGEST = Duration.ofMinutes(20);

    private final String what;
    private final Path log;
    private final Consumer<String> tell;
    private final LongSupplier nanoTime;
    private final long begin;
    private long lastTold;
    private long lastChange;
    private String state = "";

    /// @param what is waited for, for people to read
    /// @param log of it; when it grows, the start gets on
    /// @param tell is given a line now and then
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

    /// Whether waiting on is worth it.
    ///
    /// @param progress differs from the last one when the start has got on, e.g. [#cpuSeconds]
    /// @param waitsFor what is missing now, for people to read; empty when nothing is known of it
    public boolean goesOn(String progress, String waitsFor) {
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

    /// What to say when it has ended.
    public String gaveUp() {
        var unchanged = Duration.ofNanos(nanoTime.getAsLong() - lastChange);
        var why = unchanged.compareTo(UNCHANGED) < 0
                ? " within " + LONGEST.toMinutes() + " minutes, although it made progress. "
                : ": no progress for " + unchanged.toSeconds() + " s. ";
        return what + " has not become ready" + why + logEnd();
    }

    /// What to say when the process has ended instead of becoming ready.
    public String died() {
        return what + " exited before it was ready. " + logEnd();
    }

    /// Whole seconds of processor time that a process has used: it grows while the process works.
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
