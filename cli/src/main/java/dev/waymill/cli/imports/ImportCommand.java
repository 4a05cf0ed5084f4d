package dev.waymill.cli.imports;

import dev.waymill.cli.api.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `waymill import FILE…`
@Command(name = "import", mixinStandardHelpOptions = true, description = "Imports files and says what came of each.")
@SuppressWarnings("NullAway.Init")
public final class ImportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "GPX files")
    List<Path> files;

    @Option(
            names = "--grace",
            description = "how long to wait between staged and promoted, e.g. PT0S (the server's default)")
    Optional<String> grace;

    @Option(names = "--no-wait", description = "return when the files are uploaded")
    boolean noWait;

    @Mixin
    Target target;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        for (var file : files) {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new IOException("No such file: " + file);
            }
        }
        var out = spec.commandLine().getOut();
        boolean allWell = true;
        try (var api = target.open()) {
            var importer = new Importer(api, out, target.json());
            for (var file : files) {
                var job = importer.run(file, grace, !noWait);
                if (target.json()) {
                    out.println(job);
                } else {
                    Summary.print(job, out);
                }
                allWell &= noWait || job.path("state").asString().equals("succeeded");
            }
        }
        return allWell ? 0 : 1;
    }
}
