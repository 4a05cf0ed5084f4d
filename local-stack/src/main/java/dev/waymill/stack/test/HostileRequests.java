package dev.waymill.stack.test;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Sends each of [HostileValues] in each parameter, path variable and body field of each `/internal` route of a
/// service, as declared by its controllers.
public final class HostileRequests {
    private final int port;
    private final String headers;
    private final List<String> errors = new ArrayList<>();
    private int sent;

    /// Creates the requests.
    ///
    /// @param port of the service on this machine
    /// @param headers each with its line end
    public HostileRequests(int port, String headers) {
        this.port = port;
        this.headers = headers;
    }

    /// Sends all requests.
    ///
    /// @return those answered with a server error or not at all; expected to be empty
    public List<String> errors(ApplicationContext service) throws IOException {
        for (var mapping :
                service.getBeansOfType(RequestMappingHandlerMapping.class).values()) {
            for (var route : mapping.getHandlerMethods().entrySet()) {
                for (var pattern : route.getKey().getPatternValues()) {
                    var methods = route.getKey().getMethodsCondition().getMethods();
                    if (!methods.isEmpty() && pattern.startsWith("/internal/")) {
                        tryAll(methods.iterator().next().name(), pattern, route.getValue());
                    }
                }
            }
        }
        return errors;
    }

    /// Returns how many requests were sent.
    public int sent() {
        return sent;
    }

    private void tryAll(String method, String pattern, HandlerMethod handler) throws IOException {
        for (var parameter : handler.getMethodParameters()) {
            if (parameter.hasParameterAnnotation(RequestBody.class)) {
                for (var body : bodies(parameter)) {
                    send(method, address(pattern, handler, null, ""), body);
                }
            } else if (isValue(parameter)) {
                for (var value : HostileValues.TEXTS) {
                    send(method, address(pattern, handler, parameter, value), method.equals("POST") ? "{}" : "");
                }
            }
        }
    }

    private static boolean isValue(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(PathVariable.class)
                || parameter.hasParameterAnnotation(RequestParam.class);
    }

    private static List<String> bodies(MethodParameter parameter) {
        var components = parameter.getParameterType().getRecordComponents();
        var fields = Stream.of(Objects.requireNonNullElse(components, new RecordComponent[0]))
                .flatMap(field ->
                        HostileValues.JSON.stream().map(value -> "{\"%s\":%s}".formatted(field.getName(), value)));
        return Stream.concat(HostileValues.JSON.stream(), fields).toList();
    }

    /// @param odd the parameter that gets the value; all others get ordinary values
    private static String address(String pattern, HandlerMethod handler, @Nullable MethodParameter odd, String value) {
        var path = pattern;
        var query = new ArrayList<String>();
        for (var parameter : handler.getMethodParameters()) {
            if (!isValue(parameter)) {
                continue;
            }
            var name = Objects.requireNonNull(handler.getMethod()
                    .getParameters()[parameter.getParameterIndex()]
                    .getName());
            var text = HostileValues.encoded(parameter == odd ? value : usual(parameter, name));
            if (path.contains("{" + name + "}")) {
                path = path.replace("{" + name + "}", text);
            } else if (parameter == odd || isRequired(parameter)) {
                query.add(name + "=" + text);
            }
        }
        return path + (query.isEmpty() ? "" : query.stream().collect(Collectors.joining("&", "?", "")));
    }

    private static boolean isRequired(MethodParameter parameter) {
        var annotation = parameter.getParameterAnnotation(RequestParam.class);
        return annotation != null
                && annotation.required()
                && annotation.defaultValue().equals(ValueConstants.DEFAULT_NONE);
    }

    private static String usual(MethodParameter parameter, String name) {
        if (parameter.getParameterType() == UUID.class) {
            return UUID.randomUUID().toString();
        }
        var values = parameter.getParameterType().getEnumConstants();
        if (values != null) {
            return String.valueOf(values[0]);
        }
        return name.equals("scope") ? "owner" : "ada";
    }

    private void send(String method, String target, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
                + (bytes.length == 0
                        ? ""
                        : "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n")
                + "\r\n";
        var answer = RawHttp.send(port, head + new String(bytes, StandardCharsets.ISO_8859_1));
        sent++;
        if (answer.status() == 0 || answer.status() >= 500) {
            var what = answer.status() + " " + method + " " + target + " " + body;
            errors.add(what.substring(0, Math.min(200, what.length())));
        }
    }
}
