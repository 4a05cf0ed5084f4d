package dev.waymill.gateway.problem;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// Explains errors in JSON bodies, with a pointer. Jackson's own messages would name Java classes.
public final class JsonBodyErrors {
    /// The most characters of a field name that a problem repeats. The response to a bulk request may have many
    /// problems.
    private static final int LONGEST_NAME = 100;

    private JsonBodyErrors() {}

    static ProblemException of(HttpMessageNotReadableException broken) {
        return of(broken.getCause());
    }

    /// @param broken the exception of Jackson; null or another type is reported as malformed JSON
    public static ProblemException of(@Nullable Throwable broken) {
        return ProblemException.in(broken).orElseGet(() -> refusal(broken));
    }

    private static ProblemException refusal(@Nullable Throwable broken) {
        return switch (broken) {
            case UnrecognizedPropertyException e ->
                ProblemException.at(
                        pointer(e), ProblemCode.UNKNOWN_FIELD, "Unknown field \"" + cut(e.getPropertyName()) + "\".");
            case InputCoercionException e ->
                ProblemException.at(pointer(e), ProblemCode.WRONG_TYPE, "The number is out of the field's range.");
            case MismatchedInputException e ->
                ProblemException.at(pointer(e), ProblemCode.WRONG_TYPE, expected(e.getTargetType()));
            case StreamConstraintsException _ ->
                new ProblemException(
                        ProblemCode.TOO_DEEP, "The body is nested too deeply or has a value that is too long.");
            case StreamReadException e
            when isDuplicate(e) -> ProblemException.at(pointer(e), ProblemCode.DUPLICATE_KEY, "A field occurs twice.");
            case null, default -> new ProblemException(ProblemCode.MALFORMED_JSON, "The body is not a JSON object.");
        };
    }

    private static String expected(@Nullable Class<?> type) {
        return type == Instant.class
                ? IsoTimes.TIME
                : type == Duration.class ? IsoTimes.DURATION : "The value has the wrong type.";
    }

    private static boolean isDuplicate(StreamReadException broken) {
        return broken.getOriginalMessage().startsWith("Duplicate Object property");
    }

    private static String cut(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }

    private static String pointer(JacksonException broken) {
        return broken.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "" + step.getIndex() : cut(step.getPropertyName()))
                .map(step -> "/" + step.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }
}
