package dev.waymill.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfig;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// docs/events holds the JSON Schema of every event, generated from the records. After a change of a record run
/// `./mvnw -pl common-events test -Dtest=EventSchemasTest -Dwaymill.update-docs=true`.
class EventSchemasTest {
    private static final Path SCHEMAS = Path.of(System.getProperty("waymill.home", ".."), "docs", "events");

    static List<JsonSubTypes.Type> types() {
        return Arrays.asList(Event.class.getAnnotation(JsonSubTypes.class).value());
    }

    static List<Event> events() {
        return Samples.events();
    }

    @ParameterizedTest
    @MethodSource("types")
    void the_published_schema_matches_the_record(JsonSubTypes.Type type) throws Exception {
        var file = SCHEMAS.resolve(type.name() + ".schema.json");
        var current = schemaOf(type) + "\n";
        if (Boolean.getBoolean("waymill.update-docs")) {
            Files.createDirectories(SCHEMAS);
            Files.writeString(file, current);
        }

        assertThat(file)
                .as("a changed record needs a new schema; see the comment of this test")
                .hasContent(current);
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_encoded_event_conforms_to_its_schema(Event event) {
        var name = Arrays.stream(Event.class.getAnnotation(JsonSubTypes.class).value())
                .filter(type -> type.value() == event.getClass())
                .findFirst()
                .orElseThrow();
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schemaOf(name));

        var json = new String(EventCodec.encode(event), StandardCharsets.UTF_8);

        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(json.replace("\"eventId\"", "\"eventID\""), InputFormat.JSON))
                .isNotEmpty();
    }

    private static String schemaOf(JsonSubTypes.Type type) {
        return new SchemaGenerator(config()).generateSchema(type.value()).toPrettyString();
    }

    private static SchemaGeneratorConfig config() {
        var module = new JacksonSchemaModule(
                JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE, JacksonOption.ALWAYS_REF_SUBTYPES);
        var config = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(module)
                .with(Option.EXTRA_OPEN_API_FORMAT_VALUES);
        config.forFields()
                .withRequiredCheck(
                        field -> !field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class));
        config.forTypesInGeneral()
                .withCustomDefinitionProvider((type, context) -> definition(type.getErasedType(), context));
        return config.build();
    }

    /// Types with a custom schema: any JSON, and bytes as Base64.
    private static @Nullable CustomDefinition definition(Class<?> type, SchemaGenerationContext context) {
        var node = context.getGeneratorConfig().createObjectNode();
        if (type == RawJson.class) {
            return new CustomDefinition(node);
        }
        if (type == byte[].class) {
            return new CustomDefinition(node.put("type", "string").put("contentEncoding", "base64"));
        }
        return null;
    }
}
