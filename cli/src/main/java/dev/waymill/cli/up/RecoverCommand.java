package dev.waymill.cli.up;

import dev.waymill.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `waymill recover`: runs the services' own command `recover`, each in a process, on a data directory that is
/// not in use. With Compose, in Kubernetes or with the jars, operators run the services' command themselves.
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        description = "Brings the services' databases and topics back together, after databases were restored from a"
                + " backup or the topics were lost. Stop Waymill first. May be repeated.")
@SuppressWarnings("NullAway.Init")
public final class RecoverCommand implements Callable<Integer> {
    @Option(
            names = "--since",
            required = true,
            paramLabel = "TIME",
            description = "the time to which the oldest database was restored, or at which the topics were lost,"
                    + " e.g. 2026-11-30T22:15:00Z")
    String since;

    @Option(
            names = "--restored",
            split = ",",
            paramLabel = "DATABASE",
            description =
                    "the databases that were restored: gateway, scheduler, worker; none if only the topics were lost")
    List<String> restored = List.of();

    @Option(
            names = "--dry-run",
            description = "only say what would be done; a database's schema is migrated all the same")
    boolean dryRun;

    @Option(names = "--data-dir", description = "directory for all data (default: .waymill next to the script)")
    Optional<Path> dataDirectory;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var data = dataDirectory.orElseGet(Home::defaultDataDirectory).toAbsolutePath();
        if (RunFile.of(data).isPresent()) {
            throw new IOException("Waymill is running on " + data + ". Stop it first with ./waymill down");
        }
        var arguments = new ArrayList<>(List.of("--since=" + since));
        if (!restored.isEmpty()) {
            arguments.add("--restored=" + String.join(",", restored));
        }
        if (dryRun) {
            arguments.add("--dry-run");
        }
        var out = spec.commandLine().getOut();
        try (var stack = LocalStack.start(data)) {
            return StackRecovery.run(data, stack, ServiceStack.Options.defaults(), arguments, line -> {
                out.println(line);
                out.flush();
            });
        }
    }
}
