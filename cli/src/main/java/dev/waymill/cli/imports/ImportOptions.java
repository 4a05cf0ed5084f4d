package dev.waymill.cli.imports;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Import options passed to the server.
@SuppressWarnings("NullAway.Init")
final class ImportOptions {
    /// How a damaged file is handled.
    enum OnDamage {
        fail,
        keep
    }

    @Option(
            names = "--grace",
            description = "time between staging and promotion, e.g. PT0S (default: the server's setting)")
    Optional<String> grace;

    @Option(
            names = "--format",
            paramLabel = "CODE",
            description = "format of the files (default: detected from their content)")
    Optional<String> format;

    @Option(
            names = "--on-damage",
            paramLabel = "fail|keep",
            description =
                    "for a damaged file: fail (the default; leaves it out of an archive), or keep the readable part")
    Optional<OnDamage> onDamage;

    Map<String, String> asMap() {
        var options = new LinkedHashMap<String, String>();
        grace.ifPresent(value -> options.put("grace", value));
        format.ifPresent(value -> options.put("format", value));
        onDamage.ifPresent(value -> options.put("onDamage", value.name()));
        return options;
    }
}
