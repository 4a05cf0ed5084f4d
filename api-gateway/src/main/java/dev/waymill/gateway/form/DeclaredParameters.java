package dev.waymill.gateway.form;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;

/// Finds the query parameters that an operation declares: as parameters of its method, as components of a
/// record among them, or, if it parses the query itself, in its description for OpenAPI.
final class DeclaredParameters {
    private DeclaredParameters() {}

    static Set<String> of(HandlerMethod handler) {
        var names = new TreeSet<String>();
        for (var parameter : handler.getMethodParameters()) {
            names.addAll(of(parameter));
        }
        var method = handler.getMethod();
        var operation = AnnotatedElementUtils.findMergedAnnotation(method, Operation.class);
        Stream.concat(
                        AnnotatedElementUtils.findAllMergedAnnotations(method, Parameter.class).stream(),
                        operation == null ? Stream.of() : Arrays.stream(operation.parameters()))
                .filter(parameter -> parameter.in() == ParameterIn.QUERY)
                .forEach(parameter -> names.add(parameter.name()));
        return names;
    }

    private static Collection<String> of(MethodParameter parameter) {
        var request = parameter.getParameterAnnotation(RequestParam.class);
        if (request != null) {
            return Set.of(request.name().isEmpty() ? parameter.getParameter().getName() : request.name());
        }
        // Annotated ones, but for descriptions, come from elsewhere: the path, a header, the body or the key.
        boolean isBound = parameter.getParameterType().isRecord()
                && Arrays.stream(parameter.getParameterAnnotations())
                        .allMatch(annotation ->
                                annotation.annotationType().getPackageName().startsWith("org.springdoc."));
        return isBound ? components(parameter.getParameterType().getDeclaredConstructors()[0]) : Set.of();
    }

    private static Collection<String> components(Constructor<?> record) {
        return Arrays.stream(record.getParameters())
                .filter(component -> !component.isAnnotationPresent(PathVariable.class))
                .map(java.lang.reflect.Parameter::getName)
                .toList();
    }
}
