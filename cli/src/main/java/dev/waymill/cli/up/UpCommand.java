package dev.waymill.cli.up;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `waymill up`: runs everything in the foreground.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts Kafka, PostgreSQL and the three services, and runs until Ctrl-C.")
@SuppressWarnings("NullAway.Init")
public final class UpCommand implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "8080", description = "port of the API (default: ${DEFAULT-VALUE})")
    int port;

    @Option(names = "--data-dir", description = "directory for all data (default: .waymill next to the script)")
    Optional<Path> dataDirectory;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var data = dataDirectory.orElseGet(Home::defaultDataDirectory).toAbsolutePath();
        var out = spec.commandLine().getOut();
        try (var running =
                RunningStack.start(data, ServiceStack.Options.defaults().withPort(port), out)) {
            running.watch();
        }
        return 0;
    }
}
