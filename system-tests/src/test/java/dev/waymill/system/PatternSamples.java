package dev.waymill.system;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Generates texts that a pattern almost matches: a matching beginning, a repeated part, and an end that does
/// not match. Understands the pattern syntax that this project uses.
final class PatternSamples {
    private static final int MOST_PIECES = 7;
    private static final int MOST_BEGINNINGS = 24;

    private final String regex;
    private int at;
    /// Texts that the pattern's parts match.
    private final Set<String> pieces = new LinkedHashSet<>();
    /// Those that the pattern matches repeatedly.
    private final Set<String> repeated = new LinkedHashSet<>();
    private final Set<String> beginnings = new LinkedHashSet<>();

    PatternSamples(String regex) {
        this.regex = regex;
        beginnings.add("");
        alternatives("");
        pieces.addAll(List.of("a", "0", " "));
    }

    record Text(String before, String middle, String behind) {
        String repeated(int times) {
            return before + middle.repeat(times) + behind;
        }

        int length(int times) {
            return before.length() + middle.length() * times + behind.length();
        }
    }

    List<Text> texts() {
        var few = Stream.concat(repeated.stream(), pieces.stream())
                .distinct()
                .filter(piece -> piece.length() < 20)
                .limit(MOST_PIECES)
                .toList();
        var middles = new LinkedHashSet<>(few);
        few.forEach(one -> few.forEach(other -> middles.add(one + other)));
        var texts = new ArrayList<Text>();
        for (var before : beginnings.stream().limit(MOST_BEGINNINGS).toList()) {
            for (var middle : middles) {
                texts.add(new Text(before, middle, "\u0001"));
                texts.add(new Text(before, middle, ""));
            }
        }
        return texts;
    }

    /// @return a match of the first alternative, after the given beginning
    private String alternatives(String before) {
        var first = sequence(before);
        while (at < regex.length() && regex.charAt(at) == '|') {
            at++;
            sequence(before);
        }
        return first;
    }

    private String sequence(String before) {
        var text = before;
        while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
            var start = text;
            var atom = atom(text);
            boolean isRepeated = at < regex.length() && "*+{".indexOf(regex.charAt(at)) >= 0;
            int times = quantifier();
            if (isRepeated && !atom.isEmpty()) {
                repeated.add(atom);
            }
            text = start + atom.repeat(times);
            beginnings.add(text);
        }
        return text;
    }

    private String atom(String before) {
        char c = regex.charAt(at++);
        return switch (c) {
            case '(' -> group(before);
            case '[' -> charClass();
            case '\\' -> escape();
            case '.' -> piece("x");
            case '^', '$' -> "";
            default -> piece(String.valueOf(c));
        };
    }

    private String group(String before) {
        boolean isLook = false;
        if (regex.startsWith("?", at)) {
            isLook = regex.startsWith("?=", at) || regex.startsWith("?!", at);
            if (regex.startsWith("?<", at)) {
                at = regex.indexOf('>', at) + 1;
            } else {
                while (":=!>)".indexOf(regex.charAt(at)) < 0) {
                    at++;
                }
                if (regex.charAt(at) == ')') {
                    // Flags for the rest of the pattern.
                    at++;
                    return "";
                }
                at++;
            }
        }
        var inside = alternatives(before);
        at++;
        var own = inside.substring(before.length());
        if (!own.isEmpty()) {
            pieces.add(own);
        }
        return isLook ? "" : own;
    }

    /// The first and the last character of the class; an ordinary character for a negated class.
    private String charClass() {
        boolean excludes = regex.charAt(at) == '^';
        at += excludes ? 1 : 0;
        var members = new ArrayList<String>();
        while (regex.charAt(at) != ']' || members.isEmpty() && !excludes) {
            char c = regex.charAt(at++);
            if (c == '&' && regex.startsWith("&[", at)) {
                int end = regex.indexOf(']', at);
                at = end + 1;
            } else if (c == '\\') {
                members.add(escaped());
            } else {
                members.add(String.valueOf(c));
            }
        }
        at++;
        if (excludes || members.isEmpty()) {
            return piece("x");
        }
        pieces.add(members.getLast());
        return piece(members.getFirst());
    }

    private String escape() {
        return piece(escaped());
    }

    private String escaped() {
        char c = regex.charAt(at++);
        return switch (c) {
            case 'd' -> "0";
            case 'w', 'S' -> "a";
            case 's' -> " ";
            case 't' -> "\t";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 'x' -> {
                var hex = regex.substring(at, at + 2);
                at += 2;
                yield String.valueOf((char) Integer.parseInt(hex, 16));
            }
            case 'p', 'P' -> {
                at = regex.indexOf('}', at) + 1;
                yield "\u0002";
            }
            default -> String.valueOf(c);
        };
    }

    private int quantifier() {
        int times = 1;
        if (at < regex.length()) {
            char c = regex.charAt(at);
            if (c == '{') {
                int end = regex.indexOf('}', at);
                times = Integer.parseInt(regex.substring(at + 1, end).split(",", -1)[0]);
                at = end + 1;
            } else if (c == '*' || c == '+' || c == '?') {
                at++;
            } else {
                return 1;
            }
            if (at < regex.length() && (regex.charAt(at) == '+' || regex.charAt(at) == '?')) {
                at++;
            }
        }
        return Math.clamp(times, 1, 64);
    }

    private String piece(String text) {
        pieces.add(text);
        return text;
    }
}
