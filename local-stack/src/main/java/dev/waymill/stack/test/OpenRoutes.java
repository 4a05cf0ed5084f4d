package dev.waymill.stack.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `docs/open-routes.md`: the routes that are open without credentials. The services' tests write their
/// sections with `-Dwaymill.update-docs=true`, and otherwise compare them.
public final class OpenRoutes {
    private static final Path PAGE =
            Path.of(System.getProperty("waymill.home", "..")).resolve("docs/open-routes.md");

    private OpenRoutes() {}

    /// Returns the section's content, after an update if docs are to be updated.
    ///
    /// @param heading of the section, e.g. `worker-service, port 8082`
    public static String section(String heading, SortedSet<String> routes) throws IOException {
        var page = Files.readString(PAGE);
        var place = Pattern.compile("(?m)^## " + Pattern.quote(heading) + "\n\n(?:- .*\n)+");
        if (Boolean.getBoolean("waymill.update-docs")) {
            var section = "## " + heading + "\n\n" + lines(routes) + "\n";
            var match = place.matcher(page);
            page = match.find() ? match.replaceFirst(section) : page + "\n" + section;
            Files.writeString(PAGE, page);
        }
        var match = place.matcher(page);
        return match.find() ? match.group().substring(heading.length() + 5).strip() : "";
    }

    public static String lines(SortedSet<String> routes) {
        return routes.stream().map(route -> "- `" + route + "`").collect(Collectors.joining("\n"));
    }
}
