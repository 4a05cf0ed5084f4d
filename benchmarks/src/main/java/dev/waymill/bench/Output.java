package dev.waymill.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The output of all benchmarks: progress on standard error, then one line of JSON.
final class Output {
    private Output() {}

    /// Creates the result with the fields that all benchmarks share.
    static ObjectNode result(String bench, int runs) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("bench", bench).put("runs", runs);
        json.putObject("machine")
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .put("jdk", Runtime.version().toString());
        return json;
    }

    static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /// Rounds to three decimals.
    static double round(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }

    static void log(String format, Object... values) {
        System.err.println(format.formatted(values));
    }

    static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
