package dev.waymill.events.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// src/test/resources/rest holds a body of every kind as it is on the wire, and the codes of all refusals. A
/// golden file only ever gets more fields, and the list of codes more lines. After such a change: `./mvnw -pl
/// common-events test -Dtest=RestContractTest -Dwaymill.update-docs=true`.
class RestContractTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("waymill.home", ".."), "common-events", "src", "test", "resources", "rest");
    private static final JsonMapper JSON = JsonMapper.shared();
    /// Fields whose own fields are not a record's.
    private static final Set<String> FREE = Set.of("payload", "result", "rejectedBy", "remarks", "othersBy", "sample");

    static List<RestSamples.Sample> samples() {
        return RestSamples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_body_is_written_like_its_golden_file(RestSamples.Sample sample) throws Exception {
        assertGolden(
                sample + ".json",
                JSON.readTree(JSON.writeValueAsBytes(sample.body())).toPrettyString());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_golden_file_survives_a_round_trip(RestSamples.Sample sample) throws Exception {
        var golden = JSON.readTree(Files.readString(GOLDEN.resolve(sample + ".json")));

        var read = JSON.readValue(golden.toString(), sample.type());

        assertThat(read).usingRecursiveComparison().isEqualTo(sample.body());
        assertThat(JSON.readTree(JSON.writeValueAsBytes(read))).isEqualTo(golden);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_field_of_a_newer_version_is_ignored(RestSamples.Sample sample) throws Exception {
        var newer = JSON.readTree(JSON.writeValueAsBytes(sample.body()));
        addFieldEverywhere(newer);

        var read = JSON.readValue(newer.toString(), sample.type());

        assertThat(read).usingRecursiveComparison().isEqualTo(sample.body());
    }

    @Test
    void every_body_has_a_golden_file() {
        var bodies = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(RestContractTest.class.getPackageName())
                        .stream()
                        .filter(type -> type.isRecord() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet());

        assertThat(bodies).isNotEmpty();
        assertThat(samples().stream().map(RestSamples.Sample::toString).toList())
                .containsAll(bodies);
    }

    @Test
    void the_codes_of_refusals_match_the_list() throws Exception {
        var codes = Arrays.stream(Refusal.values())
                .filter(refusal -> refusal != Refusal.UNKNOWN)
                .map(refusal -> refusal.status() + " " + refusal.code())
                .sorted()
                .collect(Collectors.joining("\n"));

        assertGolden("refusals.txt", codes);
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void a_refusal_is_read_by_its_code(Refusal refusal) {
        assertThat(Refusal.ofCode(refusal.code())).isEqualTo(refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"code\": \"of-tomorrow\", \"detail\": \"So it is\"}", "{\"detail\": \"So it is\"}"})
    void an_unlisted_code_is_read_as_the_unknown_refusal(String problem) {
        assertThat(JSON.readValue(problem, RefusalBody.class)).isEqualTo(new RefusalBody(Refusal.UNKNOWN, "So it is"));
    }

    private static void assertGolden(String name, String current) throws Exception {
        var file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("waymill.update-docs")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, current + "\n");
        }
        assertThat(file).as("see the comment of this test").hasContent(current + "\n");
    }

    private static void addFieldEverywhere(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.forEachEntry((name, value) -> {
                if (!FREE.contains(name)) {
                    addFieldEverywhere(value);
                }
            });
            object.putObject("addedLater").putArray("a").add(1);
        } else {
            node.forEach(RestContractTest::addFieldEverywhere);
        }
    }
}
