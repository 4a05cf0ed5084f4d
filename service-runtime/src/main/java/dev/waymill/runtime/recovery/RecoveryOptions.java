package dev.waymill.runtime.recovery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.DefaultApplicationArguments;

/// What was lost, as the operator describes it.
///
/// @param since from when on the services' databases may contradict each other
/// @param restored the databases that were restored from a backup; none if only the topics were lost
/// @param dryRun whether to change nothing
public record RecoveryOptions(OffsetDateTime since, Set<Database> restored, boolean dryRun) {
    private static final String USAGE =
            "recover --since=TIME [--restored=gateway,scheduler,worker] [--dry-run], with a TIME like 2026-11-30T22:15:00Z";
    private static final Set<String> KNOWN = Set.of("since", "restored", "dry-run");

    /// Clocks differ, and records wait before they are processed.
    private static final Duration MARGIN = Duration.ofHours(1);

    /// The database of a service.
    public enum Database {
        GATEWAY,
        SCHEDULER,
        WORKER;

        private static Database of(String name) {
            return Arrays.stream(values())
                    .filter(database -> database.name().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("There is no database " + name + ". " + USAGE));
        }
    }

    /// @throws IllegalArgumentException if an option is missing or wrong; the message is for people
    static RecoveryOptions parse(String... args) {
        var arguments = new DefaultApplicationArguments(args);
        for (var name : arguments.getOptionNames()) {
            // Settings of the service contain a dot.
            if (!KNOWN.contains(name) && !name.contains(".")) {
                throw new IllegalArgumentException("There is no option --" + name + ". " + USAGE);
            }
        }
        var restored = EnumSet.noneOf(Database.class);
        for (var value : values(arguments, "restored")) {
            Arrays.stream(value.split(",", -1)).map(Database::of).forEach(restored::add);
        }
        return new RecoveryOptions(
                since(values(arguments, "since")).minus(MARGIN), restored, arguments.containsOption("dry-run"));
    }

    private static List<String> values(DefaultApplicationArguments arguments, String name) {
        var values = arguments.getOptionValues(name);
        return values == null ? List.of() : values;
    }

    private static OffsetDateTime since(List<String> values) {
        if (values.size() != 1) {
            throw new IllegalArgumentException("--since is required, once. " + USAGE);
        }
        try {
            return OffsetDateTime.parse(values.getFirst());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("--since is not a time with a zone. " + USAGE, e);
        }
    }
}
