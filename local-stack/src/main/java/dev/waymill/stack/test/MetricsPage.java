package dev.waymill.stack.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `docs/metrics.md`: Waymill's own meters, as a service's scrape shows them. Each service's test writes its
/// section with `-Dwaymill.update-docs=true`, and otherwise compares it.
public final class MetricsPage {
    private static final Path PAGE =
            Path.of(System.getProperty("waymill.home", "..")).resolve("docs/metrics.md");
    private static final Pattern FAMILY =
            Pattern.compile("(?m)^# HELP (waymill_\\w+) ?(.*)\n# TYPE \\w+ (\\w+)\n((?:waymill_.*\n)*)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private MetricsPage() {}

    /// Returns the section of a service on the page, after an update if docs are to be updated.
    ///
    /// @param content see [#content]
    public static String section(String service, String content) throws IOException {
        var page = Files.readString(PAGE);
        var place = Pattern.compile("(?s)(?<=\n)## " + Pattern.quote(service) + "\n.*?(?=\n## |\\z)");
        if (Boolean.getBoolean("waymill.update-docs")) {
            var section = "## " + service + "\n\n" + content + "\n";
            var match = place.matcher(page);
            page = match.find()
                    ? match.replaceFirst(Matcher.quoteReplacement(section))
                    : page.strip() + "\n\n" + section;
            Files.writeString(PAGE, page);
        }
        var match = place.matcher(page);
        return match.find() ? match.group().substring(service.length() + 3).strip() : "";
    }

    /// Returns the table of a service's meters.
    ///
    /// @param scrape the response of `/actuator/prometheus`
    /// @throws IllegalArgumentException if a meter has no description
    public static String content(String scrape) {
        var rows = new ArrayList<String>();
        rows.add("| name | kind | tags | meaning |");
        rows.add("| --- | --- | --- | --- |");
        FAMILY.matcher(scrape)
                .results()
                .filter(family -> !isMaximum(family.group(1), scrape))
                .map(family -> row(family.group(1), family.group(2), family.group(3), family.group(4)))
                .sorted()
                .forEach(rows::add);
        return String.join("\n", rows);
    }

    /// Every timer has a gauge of its recent maximum.
    private static boolean isMaximum(String name, String scrape) {
        return name.endsWith("_max") && scrape.contains("\n" + name.substring(0, name.length() - 3) + "count");
    }

    private static String row(String name, String meaning, String type, String samples) {
        if (meaning.isBlank()) {
            throw new IllegalArgumentException(name + " has no description");
        }
        return "| `%s` | %s | %s | %s |".formatted(name, type, tags(samples), meaning.strip());
    }

    private static String tags(String samples) {
        Map<String, SortedSet<String>> values = new TreeMap<>();
        LABEL.matcher(samples)
                .results()
                .filter(label -> !label.group(1).equals("le"))
                .forEach(label -> values.computeIfAbsent(label.group(1), _ -> new TreeSet<>())
                        .add(label.group(2)));
        return values.entrySet().stream()
                .map(tag -> "`" + tag.getKey() + "`: " + text(tag.getValue()))
                .collect(Collectors.joining("; "));
    }

    /// Numbers, such as partitions, are as many as somebody has set up.
    private static String text(SortedSet<String> values) {
        boolean numbers =
                values.stream().allMatch(value -> NUMBER.matcher(value).matches());
        return numbers ? "0, 1, …" : String.join(", ", values);
    }
}
