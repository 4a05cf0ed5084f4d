package dev.waymill.cli.up;

import dev.waymill.stack.LocalPostgres;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `waymill down`: stops what `up` started.
@Command(name = "down", mixinStandardHelpOptions = true, description = "Stops the Waymill of the data directory.")
@SuppressWarnings("NullAway.Init")
public final class DownCommand implements Callable<Integer> {
    @Option(names = "--data-dir", description = "where the state lies (.waymill beside the script)")
    Optional<Path> dataDirectory;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var data = dataDirectory.orElseGet(Home::defaultDataDirectory).toAbsolutePath();
        var out = spec.commandLine().getOut();
        var run = RunFile.of(data);
        if (run.isPresent()) {
            var process = ProcessHandle.of(run.get().pid());
            process.ifPresent(ProcessHandle::destroy);
            if (process.isPresent()) {
                process.get().onExit().get(60, TimeUnit.SECONDS);
            }
            out.println("Stopped.");
        } else {
            out.println("Nothing runs on " + data + ".");
        }
        // A PostgreSQL whose parent was killed hard lives on.
        LocalPostgres.stopOrphanIn(data.resolve("postgres"));
        RunFile.delete(data);
        return 0;
    }
}
