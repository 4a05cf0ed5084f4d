package dev.waymill.cli.imports;

import java.io.PrintWriter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Shows the progress of an upload or a job: a bar redrawn in place on a terminal, otherwise at most one line
/// per second. Confined to one thread.
final class ProgressLine {
    private static final int WIDTH = 30;
    private static final long SECOND = 1_000_000_000L;

    private final PrintWriter out;
    private final boolean terminal;
    private String last = "";
    private long lastAt;

    ProgressLine(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(String line, long nanoTime) {
        boolean due = terminal || nanoTime - lastAt >= SECOND || last.isEmpty();
        if (line.equals(last) || !due) {
            return;
        }
        last = line;
        lastAt = nanoTime;
        out.print(terminal ? "\r\033[K" + line : line + System.lineSeparator());
        out.flush();
    }

    /// Clears the line for further output.
    void end() {
        if (terminal) {
            out.print("\r\033[K");
            out.flush();
        }
    }

    static String text(JsonNode job) {
        var state = job.path("state").asString("accepted");
        var progress = job.path("progress");
        if (!state.equals("running") || progress.isMissingNode() || progress.isNull()) {
            return state;
        }
        return bar(
                progress.path("phase").asString(""),
                progress.path("done").asLong(0),
                progress.path("total").asLong(0));
    }

    /// Formats a bar, or only the phase if the total is unknown.
    static String bar(String phase, long done, long total) {
        if (total <= 0) {
            return phase;
        }
        double share = Math.clamp(done / (double) total, 0, 1);
        int full = (int) (share * WIDTH);
        return String.format(
                Locale.ROOT, "%-8s [%s%s] %3.0f %%", phase, "#".repeat(full), "-".repeat(WIDTH - full), share * 100);
    }
}
