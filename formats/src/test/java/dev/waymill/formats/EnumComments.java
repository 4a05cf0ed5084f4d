package dev.waymill.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// The comments on the constants of an enum, as its source has them.
public final class EnumComments {
    private static final Pattern CONSTANT = Pattern.compile("    ([A-Z][A-Z0-9_]*)[(,;].*");
    private static final Pattern LINK = Pattern.compile("\\[#?(\\w+)\\](?!\\()");

    private EnumComments() {}

    /// Returns the first paragraph of each constant's comment, on one line; empty if there is none.
    public static Map<String, String> of(Class<? extends Enum<?>> type) throws IOException {
        var comments = new LinkedHashMap<String, String>();
        var lines = new ArrayList<String>();
        for (var line : Files.readAllLines(source(type))) {
            var text = line.strip();
            var constant = CONSTANT.matcher(line);
            if (text.startsWith("///")) {
                lines.add(text.substring(3).strip());
            } else if (constant.matches()) {
                comments.put(constant.group(1), paragraph(lines));
                lines.clear();
            } else {
                lines.clear();
            }
        }
        return comments;
    }

    private static Path source(Class<?> type) {
        return Path.of(System.getProperty("waymill.home", ".."), "formats", "src", "main", "java")
                .resolve(type.getName().replace('.', '/') + ".java");
    }

    private static String paragraph(List<String> lines) {
        int end = lines.indexOf("");
        var text = String.join(" ", end < 0 ? lines : lines.subList(0, end));
        return LINK.matcher(text).replaceAll(link -> word(link.group(1)));
    }

    /// Returns a constant's name as a word, e.g. `latitude e7`.
    public static String word(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
