package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Type names use the terms of Kafka, PostgreSQL and job systems, and those of the project: stage, promote,
/// revert, dispatch, lease, attempt, dead letter. Private terms are not allowed.
class NamesTest {
    private static final Path ROOT = Path.of(System.getProperty("waymill.home", ".."));
    private static final Pattern TYPE = Pattern.compile("(?m)^[\\w\\s-]*?\\b(?:class|record|enum|interface) (\\w+)");
    private static final Pattern WORD = Pattern.compile("[A-Z][a-z0-9]*");

    private static final Set<String> OURS_ALONE = Set.of(
            "Said",
            "Told",
            "Whose",
            "Crew",
            "Lane",
            "Heir",
            "Spare",
            "Revival",
            "Revived",
            "Anew",
            "Begun",
            "Unheard",
            "Bury",
            "Rhythm",
            "Trouble",
            "Troubled",
            "Trio",
            "Wish",
            "Intake",
            "Asked",
            "Taken",
            "Taking",
            "Arrivals",
            "Room",
            "Turns",
            "Together",
            "Returns",
            "Endings",
            "Consequences",
            "Again",
            "Over",
            "Standing",
            "Unpacking",
            "Unpacked",
            "Words");

    /// Names that say nothing about the type.
    private static final Set<String> SAY_NOTHING = Set.of("Util", "Utils", "Helper", "Helpers", "Manager", "Impl");

    @Test
    void no_type_has_a_private_name() throws IOException {
        assertThat(types())
                .hasSizeGreaterThan(400)
                .allSatisfy(type -> assertThat(words(type))
                        .doesNotContainAnyElementsOf(OURS_ALONE)
                        .doesNotContainAnyElementsOf(SAY_NOTHING));
    }

    /// Names of fields, methods, parameters and SQL aliases that tell a story instead of naming a thing.
    private static final Pattern SPOKEN = Pattern.compile(
            "\\b(said|told|tells?|whose|anew|crew|lanes?|neighbours?|heirs?|revive|revivals?|bury|relay"
                    + "|leave|leaving|mentions?|announce|heard|unheard|rhythm|stumbled|gates|gated|dead_task|lies_at"
                    + "|putAside|putOff|takeOut|goOn|goesOn|butNot|nobodys|isToBe\\w+|\\w+(?:Told|Said|Heard|Anew))\\b");
    /// Comments, and strings on one line: they are for people. Text blocks are SQL and are searched.
    private static final Pattern PROSE = Pattern.compile("(?s)(?<!\")\"(?:\\\\.|[^\"\\\\\\n])+\"(?!\")|//[^\\n]*");

    @Test
    void no_field_method_or_alias_has_a_private_name() throws IOException {
        assertThat(sources(file -> SPOKEN.matcher(PROSE.matcher(read(file)).replaceAll(""))
                        .results()
                        .map(word -> ROOT.relativize(file) + ": " + word.group())))
                .isEmpty();
    }

    private static List<String> words(String type) {
        return WORD.matcher(type).results().map(word -> word.group()).toList();
    }

    private static List<String> types() throws IOException {
        return sources(file -> TYPE.matcher(read(file)).results().map(type -> type.group(1)));
    }

    private static List<String> sources(Function<Path, Stream<String>> found) throws IOException {
        var all = new ArrayList<String>();
        try (var modules = Files.list(ROOT)) {
            for (var sources : modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (var files = Files.walk(sources)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .flatMap(found)
                            .forEach(all::add);
                }
            }
        }
        return all;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
