package dev.waymill.gateway.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.Format;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentedFormatsTest {
    /// Archives are always opened and need not be named.
    private static final List<String> CONTAINERS = List.of("zip", "tar", "gzip");

    @Test
    void the_api_names_every_format() {
        var descriptions = Arrays.stream(UploadController.class.getDeclaredMethods())
                .map(method -> method.getAnnotation(Operation.class))
                .flatMap(operation -> operation == null ? Stream.of() : Arrays.stream(operation.parameters()))
                .filter(parameter -> parameter.name().equals("format"))
                .map(Parameter::description)
                .toList();

        assertThat(descriptions)
                .isNotEmpty()
                .allSatisfy(description -> assertThat(description
                                .substring(description.indexOf(": ") + 2)
                                .split(", "))
                        .containsExactlyInAnyOrderElementsOf(Format.codes().stream()
                                .filter(code -> !CONTAINERS.contains(code))
                                .toList()));
    }
}
