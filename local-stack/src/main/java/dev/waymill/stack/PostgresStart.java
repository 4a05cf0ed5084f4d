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

/// One start of a PostgreSQL server. The library waits for it by the clock, whether it still works or has long died;
/// we watch its processes. Confined to the thread that starts it.
final class PostgresStart {
    private static final Duration LOOK = Duration.ofSeconds(1);
    /// Between initdb and the server there is a moment without either.
    private static final int LOOKS_WITHOUT_PROCESS = 10;

    private final Path data;
    private final Path log;
    private final long logBefore;
    private final StartWait wait;
    private boolean began;
    private int looksWithout;

    /// @param data the server's data directory, which is an argument of its processes
    /// @param log which initdb and the server write
    PostgresStart(Path data, Path log, StartWait wait) {
        this.data = data;
        this.log = log;
        this.logBefore = log.toFile().length();
        this.wait = wait;
    }

    /// @throws IOException when the server ended, nothing happened any more, or we were interrupted; then no
    ///     process is left behind
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

    /// The library begins one process after the other, and when it is interrupted it takes its server for started.
    private void abandon(ExecutorService threads, Future<EmbeddedPostgres> server) throws IOException {
        threads.shutdownNow();
        processes().forEach(ProcessHandle::destroyForcibly);
        threads.close();
        processes().forEach(ProcessHandle::destroyForcibly);
        if (server.state() == Future.State.SUCCESS) {
            // It holds the lock of the data directory, which the next start needs.
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
        // One that ends at once is never seen at work, but has written why.
        began |= !processes.isEmpty() || log.toFile().length() != logBefore;
        looksWithout = began && processes.isEmpty() ? looksWithout + 1 : 0;
        if (looksWithout == LOOKS_WITHOUT_PROCESS) {
            throw new IOException(wait.died());
        }
        if (!wait.goesOn(progress(processes), began ? "it is starting" : "its programs are being unpacked")) {
            throw new IOException(wait.gaveUp());
        }
    }

    /// What works on the data: initdb and pg_ctl as children of ours, the server as nobody's.
    private List<ProcessHandle> processes() {
        var tools = ProcessHandle.current()
                .descendants()
                .filter(process -> List.of(process.info().arguments().orElse(new String[0]))
                        .contains(data.toString()));
        return Stream.concat(tools, LocalPostgres.postmaster(data).stream())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
    }

    /// Before there is a process we are at work ourselves, unpacking; from then on our own work says nothing.
    private String progress(List<ProcessHandle> processes) {
        var atWork = began ? processes : List.of(ProcessHandle.current());
        return atWork.stream().map(StartWait::cpuSeconds).collect(Collectors.joining(","));
    }
}
