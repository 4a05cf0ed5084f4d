package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.rest.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A refusal that nobody sends would be told by the gateway for nothing.
class RefusalsTest {
    private static final Path ROOT = Path.of(System.getProperty("waymill.home", ".."));
    private static final List<String> SENDERS = List.of("scheduler-service", "worker-service", "service-runtime");

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void every_refusal_is_sent_by_a_service(Refusal refusal) {
        assertThat(SENDERS)
                .anySatisfy(module ->
                        assertThat(sources(module)).containsPattern("Refusal\\.%s\\b".formatted(refusal.name())));
    }

    private static String sources(String module) throws Exception {
        try (var files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
            var text = new StringBuilder();
            for (var file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        }
    }
}
