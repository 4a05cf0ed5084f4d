package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Checks that the targets of links and references in the documentation exist.
class DocsTest {
    private static final Path ROOT = Path.of(System.getProperty("waymill.home", ".."));
    private static final Pattern LINK = Pattern.compile("]\\(([^):#]+)\\)");
    private static final Pattern TESTS = Pattern.compile("]\\(([^)]+\\.java)\\)\\s+((?:`\\w+`(?:, )?)+)");

    static Stream<Path> documents() {
        return Stream.of(
                        "README.md",
                        "CONTRIBUTING.md",
                        "docs/tour.md",
                        "docs/operations.md",
                        "docs/deploy.md",
                        "docs/formats.md",
                        "docs/dashboards.md",
                        "docs/states.md",
                        "docs/defects.md")
                .map(ROOT::resolve);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_link_has_a_target(Path document) throws Exception {
        var links = LINK.matcher(Files.readString(document)).results().map(link -> link.group(1));

        assertThat(links)
                .allSatisfy(link -> assertThat(document.resolveSibling(link)).exists());
    }

    @Test
    void every_test_named_in_the_docs_exists() throws Exception {
        var defects = ROOT.resolve("docs/defects.md");
        var named = TESTS.matcher(Files.readString(defects)).results().toList();

        assertThat(named).hasSizeGreaterThan(20).allSatisfy(one -> {
            var test = Files.readString(defects.resolveSibling(one.group(1)));
            for (var method : one.group(2).replace("`", "").split(", ")) {
                assertThat(test).contains("void " + method + "(");
            }
        });
    }
}
