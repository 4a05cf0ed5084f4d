package dev.waymill.stack.test;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// Invalid and misleading values, to be tried wherever a value comes from outside.
public final class HostileValues {
    /// Values for parameters and paths.
    public static final List<String> TEXTS = List.of(
            "",
            " ",
            "-1",
            "0",
            "99999999999999999999",
            "-9223372036854775808",
            "2147483648",
            "NaN",
            "1e400",
            "Infinity",
            "null",
            "-5000-01-01T00:00:00Z",
            "-4713-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59.999999999Z",
            "-999999999-01-01T00:00:00Z",
            "+294277-01-01T00:00:00Z",
            "2026-11-20T08:15:00+18:00",
            "PT9223372036854775807S",
            "-PT9223372036854775807S",
            "P106751991167300D",
            "PT-0.000000001S",
            "AA",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "\0",
            "a\0b",
            "a\r\nX-Injected: yes",
            "\ud800",
            "\u202e",
            "%",
            "%zz",
            "../../etc/passwd",
            "' OR 1=1 --",
            "{}",
            "[]",
            "*",
            "0 0 0 31 2 *",
            "* * * * * *",
            "0-0-0-0-0",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "x".repeat(5_000),
            "9".repeat(5_000));

    /// Values for bodies and their fields: JSON and invalid JSON.
    public static final List<String> JSON = Stream.concat(
                    TEXTS.stream().map(HostileValues::quoted),
                    Stream.of(
                            "null",
                            "true",
                            "-1",
                            "0",
                            "1.5",
                            "2147483648",
                            "-9223372036854775809",
                            "99999999999999999999999999",
                            "1e400",
                            "-1e-400",
                            "1e999999999",
                            "9".repeat(900),
                            "NaN",
                            "Infinity",
                            "[]",
                            "{}",
                            "[null]",
                            "[[[[]]]]",
                            "{\"\":null}",
                            "{\"a\":1,\"a\":2}",
                            "[".repeat(10_000),
                            "\"\\ud800\"",
                            "\"\\udc00\\ud800\"",
                            "\"a\\u0000b\"",
                            "\"" + "x".repeat(100_000) + "\"",
                            "\"" + "\u4e2d".repeat(100_000) + "\"",
                            "{\"text\":\"\\ud800\"}",
                            "{\"\\ud800\":1}",
                            "{\"n\":1e131071}"))
            .toList();

    private HostileValues() {}

    /// Encodes a value for a URL. A lone surrogate is sent as its bytes, which are not valid UTF-8.
    public static String encoded(String text) {
        return text.equals("\ud800")
                ? "%ED%A0%80"
                : URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            boolean isPlain = each >= ' ' && each < 127 && each != '"' && each != '\\';
            quoted.append(isPlain ? String.valueOf(each) : "\\u%04x".formatted((int) each));
        }
        return quoted.append('"').toString();
    }
}
