package dev.waymill.stack.test;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Variants of a path that some routers, filters or proxies treat as the same path.
final class PathSpellings {
    private PathSpellings() {}

    /// Returns the variants, the path itself first.
    ///
    /// @param open a path that is open without credentials
    static Set<String> of(String path, String open) {
        var first = path.charAt(1);
        var rest = path.substring(2);
        var spellings = new LinkedHashSet<String>();
        spellings.add(path);
        spellings.addAll(List.of(
                "/%" + hex(first) + rest,
                "/%" + hex(first).toLowerCase(Locale.ROOT) + rest,
                "/%25" + hex(first) + rest,
                "/%u00" + hex(first) + rest,
                everyLetterEncoded(path),
                "/" + path,
                "//" + path + "//",
                between(path, "//"),
                between(path, "/./"),
                between(path, "/x/../"),
                between(path, "/%2e/"),
                between(path, ";a=b/"),
                between(path, "/;/"),
                between(path, "\\"),
                between(path, "%2f"),
                between(path, "%252f"),
                between(path, "%5c"),
                "/x/.." + path,
                "/x/..;" + path,
                "/x/%2e%2e" + path,
                "/..;/x" + path,
                open + "/../../.." + path,
                open + "/..;/..;/..;" + path,
                open + "/%2e%2e/%2e%2e/%2e%2e" + path,
                open + "%2f..%2f..%2f.." + path,
                open + ";" + path,
                open + "%00" + path,
                open + "?" + path));
        spellings.addAll(List.of(
                path + "/",
                path + "//",
                path + ".",
                path + "/.",
                path + "/x/..",
                path + ";",
                path + ";" + open,
                path + ".json",
                path + "%20",
                path + "%00",
                path + "%0a",
                path + "%3f",
                path + "%23" + open,
                path + "?" + open,
                path + "#" + open,
                path.toUpperCase(Locale.ROOT),
                path.replace("/", "/\t"),
                path.replace("/", "/%c0%af"),
                "/\u00ff" + path,
                "http://localhost" + path,
                "http://127.0.0.1:1" + open + "/../../.." + path,
                "https://example.org/" + path,
                path.substring(1),
                "*" + path));
        return spellings;
    }

    private static String between(String path, String separator) {
        return "/" + path.substring(1).replace("/", separator);
    }

    private static String everyLetterEncoded(String path) {
        UnaryOperator<String> encode = letter -> letter.equals("/") ? letter : "%" + hex(letter.charAt(0));
        return path.chars().mapToObj(Character::toString).map(encode).collect(Collectors.joining());
    }

    private static String hex(char letter) {
        return "%02X".formatted(Character.toString(letter).getBytes(StandardCharsets.US_ASCII)[0]);
    }
}
