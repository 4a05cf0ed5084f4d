package dev.waymill.worker.imports.stage;

import dev.waymill.events.RawJson;
import dev.waymill.events.rest.ImportSummary;
import dev.waymill.events.rest.ImportSummary.Contents;
import dev.waymill.worker.handler.Outcome;
import java.util.Locale;
import java.util.stream.Collectors;

/// The end of an import whose file has no valid point: a failure with the reason in words, and with all counts
/// and samples. The same file can be imported again.
final class NothingImported {
    private NothingImported() {}

    static Outcome of(ImportSummary summary) {
        return new Outcome.Refuse(
                ImportSummary.NOTHING_IMPORTED,
                "Nothing was imported, because " + why(summary) + damaged(summary),
                RawJson.of(summary));
    }

    private static String why(ImportSummary summary) {
        long read = summary.points().read();
        if (read > 0) {
            var reasons = summary.rejectedBy().entrySet().stream()
                    .map(reason -> String.format(Locale.ROOT, "%s %,d", reason.getKey(), reason.getValue()))
                    .collect(Collectors.joining(", "));
            return read == 1
                    ? "the only point was rejected: " + reasons
                    : String.format(Locale.ROOT, "all %,d points were rejected: %s", read, reasons);
        }
        var contents = summary.contents();
        if (contents != null) {
            return contents.read() == 1
                    ? "the only location file in the archive has no points"
                    : String.format(
                            Locale.ROOT, "none of the %,d location files in the archive has points", contents.read());
        }
        return switch (String.valueOf(summary.format())) {
            case "fit", "tcx" -> "the file has no positions; an activity that is recorded indoors has none";
            default -> "the file has no points";
        };
    }

    private static String damaged(ImportSummary summary) {
        if (summary.damage() != null) {
            return ". The file is damaged: " + summary.damage().message();
        }
        var contents = summary.contents();
        return contents == null || contents.samples().isEmpty() ? "" : example(contents);
    }

    private static String example(Contents contents) {
        var first = contents.samples().getFirst();
        return String.format(
                Locale.ROOT,
                ". %,d files could not be read; e.g. %s: %s",
                contents.troubled(),
                first.name(),
                first.problem().message());
    }
}
