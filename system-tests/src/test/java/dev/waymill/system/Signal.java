package dev.waymill.system;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/// Suspends processes, as an overloaded or frozen machine does, and resumes them.
public enum Signal {
    STOP,
    CONT;

    /// Ignores processes that have ended in the meantime, as PostgreSQL's background processes do.
    public void send(Collection<ProcessHandle> processes) throws IOException, InterruptedException {
        for (var process : processes) {
            var pid = Long.toString(process.pid());
            if (new ProcessBuilder("kill", "-" + name(), pid).start().waitFor() != 0 && process.isAlive()) {
                throw new IOException("Process " + pid + " did not receive " + name());
            }
        }
    }

    void send(ProcessHandle process) throws IOException, InterruptedException {
        send(List.of(process));
    }
}
