package dev.waymill.stack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One start of a PostgreSQL server. The library waits for a fixed time, whether the server is still working or
/// already dead. This class watches the server's processes instead. Confined to the thread that starts it.
final class PostgresStart {
    private static final Duration LOOK = Duration.ofSeconds(1);
    /// There is a moment without a process between initdb and the server.
    private static final int LOOKS_WITHOUT_PROCESS = 10;

    private final Path data;
    private final Path log;
    private final long logBefore;
    private final StartWait wait;
    private boolean began;
    private int looksWithout;

    /// @param data the server's data directory, which is an argument of its processes
    /// @param log written by initdb and the server
    PostgresStart(Path data, Path log, StartWait wait) {
        this.data = data;
        this.log = log;
        this.logBefore = log.toFile().length();
        this.wait = wait;
    }

    /// Runs the start and watches its progress.
    ///
    /// @throws IOException if the server exited, made no progress, or this thread was interrupted; then no
    ///     process is left running
    EmbeddedPostgres run(Callable<EmbeddedPostgres> start) throws IOException {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var server = threads.submit(start);
        boolean started = false;
        try {
            while (!isDone(server)) {
                requireProgress();
            }
            started = true;
            return server.get();
        } catch (ExecutionException e) {
            throw new IOException("PostgreSQL in " + data + " cannot be started: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while PostgreSQL was starting", e);
        } finally {
            if (!started) {
                abandon(threads, server);
            }
            threads.shutdown();
        }
    }

    /// Kills the processes. The library starts one process after another, and treats an interrupted start as
    /// successful, so processes are killed again after its thread has ended.
    private void abandon(ExecutorService threads, Future<EmbeddedPostgres> server) throws IOException {
        threads.shutdownNow();
        processes().forEach(ProcessHandle::destroyForcibly);
        threads.close();
        processes().forEach(ProcessHandle::destroyForcibly);
        if (server.state() == Future.State.SUCCESS) {
            // Releases the lock of the data directory, which the next start needs.
            server.resultNow().close();
        }
    }

    private static boolean isDone(Future<?> server) throws InterruptedException, ExecutionException {
        try {
            server.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void requireProgress() throws IOException {
        var processes = processes();
        // A process that exits at once is never seen, but it has written to the log.
        began |= !processes.isEmpty() || log.toFile().length() != logBefore;
        looksWithout = began && processes.isEmpty() ? looksWithout + 1 : 0;
        if (looksWithout == LOOKS_WITHOUT_PROCESS) {
            throw new IOException(wait.exitMessage());
        }
        if (!wait.shouldContinue(progress(processes), began ? "it is starting" : "its programs are being unpacked")) {
            throw new IOException(wait.timeoutMessage());
        }
    }

    /// Returns the processes that work on the data directory: initdb and pg_ctl, which are descendants of this
    /// process, and the server, which is not.
    private List<ProcessHandle> processes() {
        var tools = ProcessHandle.current()
                .descendants()
                .filter(process -> List.of(process.info().arguments().orElse(new String[0]))
                        .contains(data.toString()));
        return Stream.concat(tools, Postmaster.find(data).stream())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
    }

    /// Before there is a process, this JVM's own CPU time is the progress, because it unpacks the programs.
    /// Afterwards only that of the processes counts.
    private String progress(List<ProcessHandle> processes) {
        var atWork = began ? processes : List.of(ProcessHandle.current());
        return atWork.stream().map(StartWait::cpuSeconds).collect(Collectors.joining(","));
    }
}
