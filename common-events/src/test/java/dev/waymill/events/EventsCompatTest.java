package dev.waymill.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// During an upgrade services of the last release and of this one read each other's events. `releases/TAG` of
/// the test resources has each release's documents and its schemas. For a new release `TAG`, run `./mvnw -pl
/// common-events test -Dtest=EventsCompatTest -Dwaymill.release=TAG`, and delete the folder of the release
/// before the last one.
class EventsCompatTest {
    private static final Path RELEASES =
            Path.of(System.getProperty("waymill.home", ".."), "common-events", "src", "test", "resources", "releases");

    static List<Path> releases() throws IOException {
        var added = System.getProperty("waymill.release");
        if (added != null) {
            write(RELEASES.resolve(added));
        }
        try (var folders = Files.list(RELEASES)) {
            return folders.sorted().toList();
        }
    }

    @Test
    void there_is_a_release_to_compare_with() throws IOException {
        assertThat(releases()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void documents_of_a_release_are_read_and_keep_their_meaning(Path release) throws Exception {
        var documents = Files.readAllLines(release.resolve("events.ndjson"));
        assertThat(documents).isNotEmpty();

        for (var document : documents) {
            var event = EventCodec.decode(document.getBytes(StandardCharsets.UTF_8));

            assertThat(EventCodec.decode(EventCodec.encode(event)))
                    .as(document)
                    .usingRecursiveComparison()
                    .isEqualTo(event);
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void todays_documents_are_valid_for_a_release(Path release) throws Exception {
        for (var event : Samples.events()) {
            var schema = release.resolve(typeOf(event) + ".schema.json");
            // A type that the release does not know may only be sent once all services know it.
            if (Files.exists(schema)) {
                var json = new String(EventCodec.encode(event), StandardCharsets.UTF_8);

                assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                                .getSchema(Files.readString(schema))
                                .validate(json, InputFormat.JSON))
                        .as(json)
                        .isEmpty();
            }
        }
    }

    private static String typeOf(Event event) {
        return Arrays.stream(Event.class.getAnnotation(JsonSubTypes.class).value())
                .filter(type -> type.value() == event.getClass())
                .findFirst()
                .orElseThrow()
                .name();
    }

    private static void write(Path release) throws IOException {
        Files.createDirectories(release);
        var documents = Samples.events().stream()
                .map(event -> new String(EventCodec.encode(event), StandardCharsets.UTF_8))
                .toList();
        Files.write(release.resolve("events.ndjson"), documents);
        var schemas = Path.of(System.getProperty("waymill.home", ".."), "docs", "events");
        try (var files = Files.list(schemas)) {
            for (var file : files.toList()) {
                Files.writeString(release.resolve(Objects.requireNonNull(file.getFileName())), Files.readString(file));
            }
        }
    }
}
