package dev.waymill.cli.imports;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.api.Target;
import dev.waymill.cli.up.RunFile;
import dev.waymill.cli.up.RunningStack;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.stack.sample.SampleTrack;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `waymill demo`: starts everything and imports a sample.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts everything if needed, imports a sample and shows how to read it back.")
@SuppressWarnings("NullAway.Init")
public final class DemoCommand implements Callable<Integer> {
    private static final int POINTS = 20_000;
    private static final long SEED = 20_260_301;

    @Option(names = "--exit", description = "stop the services afterwards, if the demo started them")
    boolean exit;

    @Mixin
    Target target;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        var data = target.dataDirectory();
        if (target.isNamed() || RunFile.of(data).isPresent()) {
            return importSample(data, out);
        }
        try (var running = RunningStack.start(
                data, ServiceStack.Options.defaults(), target.json() ? new PrintWriter(System.err, true) : out)) {
            int code = importSample(data, out);
            if (!exit) {
                running.watch();
            }
            return code;
        }
    }

    private int importSample(Path data, PrintWriter out) throws IOException, InterruptedException {
        var sample = sample(data.resolve("samples"));
        long begin = System.nanoTime();
        try (var api = target.open()) {
            var job = new Importer(api, out, target.json())
                    .run(new FileSet.Member(sample, sample.getFileName().toString()), Map.of("grace", "PT0S"), true);
            if (target.json()) {
                out.println(job);
            } else {
                Summary.print(job, out);
                out.printf(Locale.ROOT, "  %.1f s from upload to timeline%n", (System.nanoTime() - begin) / 1e9);
                showWhereToLook(api, data, out);
            }
            return job.path("state").asString().equals("succeeded") ? 0 : 1;
        }
    }

    private static void showWhereToLook(Api api, Path data, PrintWriter out) {
        RunFile.of(data).ifPresent(run -> {
            out.println("  Read it back:");
            out.println("    curl -H \"X-API-Key: $(cat " + run.keyFile() + ")\" '" + run.url()
                    + "/api/v1/timeline/points?limit=3'");
            api.get("/timeline/points?limit=3")
                    .path("items")
                    .forEach(point -> out.println("    " + point.path("time").asString() + "  "
                            + point.path("lat").asString() + ", "
                            + point.path("lon").asString()));
        });
        out.flush();
    }

    private static Path sample(Path directory) throws IOException {
        var file = Files.createDirectories(directory).resolve("sample-" + POINTS + ".gpx");
        if (!Files.exists(file)) {
            var partial = file.resolveSibling(file.getFileName() + ".partial");
            try (var content = Files.newOutputStream(partial)) {
                SampleTrack.writeGpx(content, SEED, POINTS);
            }
            Files.move(partial, file);
        }
        return file;
    }
}
