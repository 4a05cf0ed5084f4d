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

    /// How saved places are handled.
    enum Waypoints {
        drop,
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

    @Option(
            names = "--columns",
            paramLabel = "FIELD:COLUMN,…",
            description =
                    "columns of a table that are not recognised, and units, e.g. latitude:Breite,speed:Tempo[km/h]")
    Optional<String> columns;

    @Option(
            names = "--zone",
            description = "zone of times that have none, e.g. Europe/Berlin (default: UTC, with a remark)")
    Optional<String> zone;

    @Option(
            names = "--time-pattern",
            paramLabel = "PATTERN",
            description = "notation of times that are not recognised, e.g. \"dd/MM/yyyy HH:mm:ss\"")
    Optional<String> timePattern;

    @Option(
            names = "--shift",
            paramLabel = "DURATION",
            description = "added to every time, for a device with a wrong clock, e.g. P7168D or -PT1H")
    Optional<String> shift;

    @Option(
            names = "--waypoints",
            paramLabel = "drop|keep",
            description = "for saved places such as favourites: drop (the default), or keep them as points")
    Optional<Waypoints> waypoints;

    Map<String, String> asMap() {
        var options = new LinkedHashMap<String, String>();
        grace.ifPresent(value -> options.put("grace", value));
        format.ifPresent(value -> options.put("format", value));
        onDamage.ifPresent(value -> options.put("onDamage", value.name()));
        columns.ifPresent(value -> options.put("columns", value));
        zone.ifPresent(value -> options.put("zone", value));
        timePattern.ifPresent(value -> options.put("timePattern", value));
        shift.ifPresent(value -> options.put("shift", value));
        waypoints.ifPresent(value -> options.put("waypoints", value.name()));
        return options;
    }
}
