package dev.waymill.gateway.problem;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;

/// Times and durations in requests have one spelling each: ISO 8601, a time with its zone. Jackson and Spring
/// would also accept numbers, digits in quotes and empty texts, and each would guess what they mean.
@Configuration(proxyBeanMethods = false)
class IsoTimes implements WebMvcConfigurer {
    static final String TIME = "A time in ISO 8601 with its zone, like 2026-11-20T08:15:00Z.";
    static final String DURATION = "A duration in ISO 8601, like PT5M.";

    private static final Pattern TIME_SHAPE = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})");
    private static final Pattern DURATION_SHAPE = Pattern.compile(
            "-?P(?=[0-9T])([0-9]{1,9}D)?(T(?=[0-9])([0-9]{1,9}H)?([0-9]{1,9}M)?([0-9]{1,12}(\\.[0-9]{1,9})?S)?)?");

    static Optional<Instant> time(String text) {
        return parsed(text, TIME_SHAPE, shaped -> OffsetDateTime.parse(shaped).toInstant());
    }

    static Optional<Duration> duration(String text) {
        return parsed(text, DURATION_SHAPE, Duration::parse);
    }

    private static <T> Optional<T> parsed(String text, Pattern shape, Function<String, T> parse) {
        try {
            return shape.matcher(text).matches() ? Optional.of(parse.apply(text)) : Optional.empty();
        } catch (DateTimeException | ArithmeticException _) {
            return Optional.empty();
        }
    }

    @Bean
    JsonMapperBuilderCustomizer timesInBodiesAreIso() {
        return json -> json.addModule(new SimpleModule()
                .addDeserializer(Instant.class, new Strict<>(Instant.class, IsoTimes::time))
                .addDeserializer(Duration.class, new Strict<>(Duration.class, IsoTimes::duration)));
    }

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, Instant.class, (Converter<String, Instant>)
                text -> time(text).orElseThrow(() -> new IllegalArgumentException(TIME)));
    }

    private static final class Strict<T> extends StdDeserializer<T> {
        private final Class<T> type;
        private final transient Function<String, Optional<T>> parse;

        Strict(Class<T> type, Function<String, Optional<T>> parse) {
            super(type);
            this.type = type;
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) {
            if (!in.hasToken(JsonToken.VALUE_STRING)) {
                return type.cast(context.handleUnexpectedToken(type, in));
            }
            var text = in.getString();
            return parse.apply(text)
                    .orElseGet(() -> type.cast(context.handleWeirdStringValue(type, text, "not in ISO 8601")));
        }
    }
}
