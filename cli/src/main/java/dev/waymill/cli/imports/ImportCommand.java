package dev.waymill.cli.imports;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.api.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `waymill import FILE…`
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Imports files and shows the result.",
            "Several files, or a folder, become one import with one preview; damaged ones are left out."
        })
@SuppressWarnings("NullAway.Init")
public final class ImportCommand implements Callable<Integer> {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

    /// The source of the files. Picocli allows only one of the two.
    static final class Where {
        @Parameters(
                paramLabel = "FILE|DIR",
                arity = "1..*",
                description = "files and folders; folders are searched recursively")
        List<Path> files;

        @Option(
                names = "--watch",
                paramLabel = "DIR",
                description =
                        "import each file added to this folder, until Ctrl-C; finished files move to DIR/imported or"
                                + " DIR/failed")
        Optional<Path> watched;
    }

    @ArgGroup(multiplicity = "1")
    Where where;

    @Option(names = "--each", description = "import each file separately")
    boolean each;

    @Mixin
    ImportOptions options;

    @Option(names = "--no-wait", description = "return after the upload")
    boolean noWait;

    @Mixin
    Target target;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        if (where.watched.isPresent()) {
            return watch(where.watched.get(), out);
        }
        var group = FileSet.of(where.files);
        if (group.members().isEmpty()) {
            throw new IOException("There are no files in " + where.files.getFirst());
        }
        try (var api = target.open()) {
            return runAll(group, new Importer(api, out, target.json()), out);
        }
    }

    private int runAll(FileSet group, Importer importer, PrintWriter out) throws IOException, InterruptedException {
        if (group.members().size() > 1 && !each) {
            return show(importer.run(group, options.asMap(), !noWait), out) ? 0 : 1;
        }
        boolean allSucceeded = true;
        for (var file : group.members()) {
            allSucceeded &= show(importer.run(file, options.asMap(), !noWait), out);
        }
        return allSucceeded ? 0 : 1;
    }

    /// @return false if the import is known to have failed
    private boolean show(JsonNode job, PrintWriter out) {
        if (target.json()) {
            out.println(job);
            out.flush();
        } else {
            Summary.print(job, out);
        }
        return noWait || job.path("state").asString().equals("succeeded");
    }

    private int watch(Path directory, PrintWriter out) throws IOException, InterruptedException {
        try (Api api = target.open()) {
            var watch = new FolderWatcher(directory, api, options.asMap(), Clock.systemUTC(), out);
            out.println("Watching " + directory + "; Ctrl-C ends it.");
            while (true) {
                watch.tick();
                out.flush();
                Thread.sleep(BETWEEN_LOOKS);
            }
        }
    }
}
