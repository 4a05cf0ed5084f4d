package dev.waymill.cli.up;

import dev.waymill.stack.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `waymill down`: stops what `up` started.
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops the instance that uses the data directory.")
@SuppressWarnings("NullAway.Init")
public final class DownCommand implements Callable<Integer> {
    @Option(names = "--data-dir", description = "directory for all data (default: .waymill next to the script)")
    Optional<Path> dataDirectory;

    @Spec
    CommandSpec spec;

    /// Longer than a stop takes if each process has to be killed after its timeout.
    Duration patience = Duration.ofMinutes(3);

    @Override
    public Integer call() throws Exception {
        var data = dataDirectory.orElseGet(Home::defaultDataDirectory).toAbsolutePath();
        var out = spec.commandLine().getOut();
        var process = RunFile.of(data).flatMap(RunFile::process);
        if (process.isPresent()) {
            stop(process.get(), data);
            out.println("Stopped.");
        } else {
            out.println("Waymill is not running on " + data + ".");
        }
        // PostgreSQL keeps running if its parent was killed with `kill -9`.
        LocalPostgres.stopOrphanIn(data.resolve("postgres"));
        RunFile.delete(data);
        return 0;
    }

    private void stop(ProcessHandle process, Path data) throws Exception {
        process.destroy();
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("Process " + process.pid() + " has not stopped within " + patience.toSeconds()
                    + " s; see the logs in " + data.resolve("logs") + ". kill -9 "
                    + process.pid() + " ends it; then run ./waymill down again");
        }
    }
}
