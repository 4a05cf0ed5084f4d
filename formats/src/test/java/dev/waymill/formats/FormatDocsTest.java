package dev.waymill.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.producer.ProducerTables;
import dev.waymill.formats.reader.ReaderTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The tables of docs/formats.md are made from [Format], and from the comments on the constants of
/// [RejectionReason], [Remark] and others. After a change: `./mvnw -pl formats -am test -Dtest=FormatDocsTest
/// -Dsurefire.failIfNoSpecifiedTests=false -Dwaymill.update-docs=true`.
class FormatDocsTest {
    private static final Path DOC = Path.of(System.getProperty("waymill.home", ".."), "docs", "formats.md");
    private static final Pattern PART =
            Pattern.compile("<!-- generated: (\\w+) -->\n.*?<!-- end -->\n", Pattern.DOTALL);

    @Test
    void the_tables_in_the_docs_match_the_code() throws IOException {
        var document = Files.readString(DOC);
        var tables = tables();
        assertThat(PART.matcher(document).results().map(part -> part.group(1)))
                .containsExactlyInAnyOrderElementsOf(tables.keySet());
        var generated = PART.matcher(document)
                .replaceAll(part -> Matcher.quoteReplacement("<!-- generated: %s -->\n%s<!-- end -->\n"
                        .formatted(part.group(1), tables.get(part.group(1)))));
        if (Boolean.getBoolean("waymill.update-docs")) {
            Files.writeString(DOC, generated);
        }

        assertThat(DOC).hasContent(generated);
    }

    private static Map<String, String> tables() throws IOException {
        var tables = new LinkedHashMap<String, String>();
        tables.put("formats", formats());
        tables.put(
                "rejections",
                comments("rejected as", RejectionReason.values(), RejectionReason.class, RejectionReason::code));
        tables.put("remarks", comments("remark", Remark.values(), Remark.class, Remark::code));
        tables.put("attributes", ReaderTables.attributes());
        tables.put("units", ReaderTables.units());
        tables.put("producers", ProducerTables.producers());
        return tables;
    }

    private static String formats() {
        var table = new Table("code", "format", "recognised by", "what is read", "times");
        for (var format : Format.values()) {
            var description = format.description();
            table.row(
                    "`" + format.code() + "`",
                    description.name(),
                    description.recognisedBy(),
                    description.content(),
                    description.times());
        }
        return table.toString();
    }

    private static <E extends Enum<E>> String comments(
            String title, E[] constants, Class<E> type, Function<E, String> code) throws IOException {
        var comments = EnumComments.of(type);
        assertThat(comments.keySet())
                .containsAll(Arrays.stream(constants).map(Enum::name).toList());
        var table = new Table(title, "meaning");
        for (var constant : constants) {
            table.row("`" + code.apply(constant) + "`", comments.getOrDefault(constant.name(), ""));
        }
        return table.toString();
    }
}
