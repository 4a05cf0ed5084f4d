package dev.waymill.deploy.monitoring;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A PromQL expression, as far as the tests must understand it.
final class Expression {
    private static final Pattern NO_METRIC = Pattern.compile(
            "\"[^\"]*\"|\\{[^}]*}|\\[[^\\]]*]|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern METRIC = Pattern.compile("\\b([a-zA-Z][\\w:]*)\\b(?!\\s*\\()");
    private static final Set<String> WITHOUT_UNDERSCORE = Set.of("up", "ALERTS");

    private Expression() {}

    /// The names of the metrics in it. Those of ours and nearly all others have an underscore or a colon, which
    /// operators and durations do not have.
    static Set<String> metrics(String expression) {
        var names = new TreeSet<String>();
        METRIC.matcher(NO_METRIC.matcher(expression).replaceAll(" "))
                .results()
                .map(match -> match.group(1))
                .filter(name -> name.contains("_") || name.contains(":") || WITHOUT_UNDERSCORE.contains(name))
                .forEach(names::add);
        return names;
    }

    /// Replaces what Grafana replaces before it asks Prometheus.
    ///
    /// @param rateInterval the value of `$__rate_interval`, e.g. `1m`
    static String withoutMacros(String expression, String rateInterval) {
        return expression.replace("$__rate_interval", rateInterval).replaceAll("\"\\$\\w+\"", "\".*\"");
    }
}
