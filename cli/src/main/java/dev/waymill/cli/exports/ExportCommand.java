package dev.waymill.cli.exports;

import dev.waymill.cli.api.Target;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `waymill export FILE`
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Exports your points to a file. The extension selects the format: .gpx, .geojson or .csv.")
@SuppressWarnings("NullAway.Init")
public final class ExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "output file, e.g. timeline.gpx; an existing file is replaced")
    Path file;

    @Option(names = "--from", description = "at or after this time, e.g. 2024-01-01T00:00:00Z")
    Optional<String> from;

    @Option(names = "--to", description = "before this time")
    Optional<String> to;

    @Option(names = "--bbox", description = "west,south,east,north in degrees")
    Optional<String> bbox;

    @Option(names = "--device", description = "of this device; \"\" for points without a device")
    Optional<String> device;

    @Mixin
    Target target;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        try (var api = target.open()) {
            try (var out = Files.newOutputStream(partial)) {
                api.download(
                        "/timeline/points?format=" + format() + query("from", from) + query("to", to)
                                + query("bbox", bbox) + query("device", device),
                        out);
            }
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
        report();
        return 0;
    }

    private String format() {
        var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        var format = name.substring(name.lastIndexOf('.') + 1);
        return switch (format) {
            case "gpx", "geojson", "csv" -> format;
            default ->
                throw new ParameterException(
                        spec.commandLine(), "The name must end in .gpx, .geojson or .csv: " + file);
        };
    }

    private static String query(String name, Optional<String> value) {
        return value.map(text -> "&" + name + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                .orElse("");
    }

    private void report() throws IOException {
        var out = spec.commandLine().getOut();
        if (target.json()) {
            out.println(JsonMapper.shared()
                    .createObjectNode()
                    .put("file", file.getFileName().toString())
                    .put("bytes", Files.size(file)));
        } else {
            out.printf(Locale.ROOT, "%s: %,d bytes%n", file, Files.size(file));
        }
        out.flush();
    }
}
