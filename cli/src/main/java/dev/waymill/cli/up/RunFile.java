package dev.waymill.cli.up;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// `waymill.json` in the data directory: how the Waymill that runs there is reached. Gone when none runs, unless
/// it was killed hard.
///
/// @param url of the gateway
/// @param pid of the process that started it
/// @param started when that process began: its pid may be another program's by now
/// @param keyFile where the admin key lies
public record RunFile(URI url, long pid, Instant started, String keyFile) {
    private static final Instant NEVER = Instant.EPOCH.minus(Duration.ofDays(1));
    private static final String MAIN = "dev.waymill.cli.Main";
    private static final JsonMapper JSON = JsonMapper.shared();
    /// The system counts starts from its boot, whose time it knows to the second.
    private static final Duration CLOCK_ERROR = Duration.ofSeconds(2);

    /// A file without a start tells of no process.
    public RunFile {
        started = Objects.requireNonNullElse(started, NEVER);
    }

    /// The Waymill that this process has started.
    RunFile(URI url, Path keyFile) {
        this(url, ProcessHandle.current().pid(), start(ProcessHandle.current()), keyFile.toString());
    }

    /// The Waymill that runs on that directory; empty when its process is gone, whatever the file says.
    public static Optional<RunFile> of(Path data) {
        try {
            var run = JSON.readValue(Files.readString(path(data)), RunFile.class);
            return run.process().map(_ -> run);
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }

    /// The process that started it; empty when it is gone, also when another program has its pid now.
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isOurs);
    }

    /// By its start, or by its command line: after the system clock was set, starts are told by the new clock.
    private boolean isOurs(ProcessHandle process) {
        var start = start(process);
        return !start.isBefore(started.minus(CLOCK_ERROR)) && !start.isAfter(started.plus(CLOCK_ERROR))
                || process.info()
                        .commandLine()
                        .filter(line -> line.contains(MAIN))
                        .isPresent();
    }

    private static Instant start(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    void write(Path data) throws IOException {
        Files.writeString(path(data), JSON.writeValueAsString(this));
    }

    static void delete(Path data) throws IOException {
        Files.deleteIfExists(path(data));
    }

    private static Path path(Path data) {
        return data.resolve("waymill.json");
    }
}
