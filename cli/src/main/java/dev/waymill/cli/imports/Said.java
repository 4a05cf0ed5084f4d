package dev.waymill.cli.imports;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Options that say something of the files to the server.
@SuppressWarnings("NullAway.Init")
final class Said {
    /// What becomes of a damaged file.
    enum OnDamage {
        fail,
        keep
    }

    @Option(
            names = "--grace",
            description = "how long to wait between staged and promoted, e.g. PT0S (the server's default)")
    Optional<String> grace;

    @Option(names = "--format", paramLabel = "CODE", description = "the files' format (found out from their content)")
    Optional<String> format;

    @Option(
            names = "--on-damage",
            paramLabel = "fail|keep",
            description = "of a damaged file: fail as a whole (the default), or keep what can be read")
    Optional<OnDamage> onDamage;

    Map<String, String> asMap() {
        var said = new LinkedHashMap<String, String>();
        grace.ifPresent(value -> said.put("grace", value));
        format.ifPresent(value -> said.put("format", value));
        onDamage.ifPresent(value -> said.put("onDamage", value.name()));
        return said;
    }
}
