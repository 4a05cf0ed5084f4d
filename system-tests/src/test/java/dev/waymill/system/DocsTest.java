package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the documents point at is there.
class DocsTest {
    private static final Path ROOT = Path.of(System.getProperty("waymill.home", ".."));
    private static final Pattern LINK = Pattern.compile("]\\(([^):#]+)\\)");

    static Stream<Path> documents() {
        return Stream.of("README.md", "CONTRIBUTING.md", "docs/tour.md", "docs/operations.md", "docs/states.md")
                .map(ROOT::resolve);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_link_leads_somewhere(Path document) throws Exception {
        var links = LINK.matcher(Files.readString(document)).results().map(link -> link.group(1));

        assertThat(links)
                .allSatisfy(link -> assertThat(document.resolveSibling(link)).exists());
    }
}
