package dev.waymill.formats.reader;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The notation of times as set by the uploader. Names are English, in upper or lower case.
final class TimePattern {
    private final DateTimeFormatter formatter;
    private @Nullable ZoneId zone;

    /// @param pattern valid for a [DateTimeFormatter]
    TimePattern(String pattern) {
        // Strict, because otherwise 31 February is the 28th. The era makes `yyyy` a year in that style.
        this.formatter = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .parseDefaulting(ChronoField.ERA, 1)
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /// Reads a time.
    ///
    /// @return the local time in milliseconds from 1970-01-01T00:00, or [Timestamp#MALFORMED] if the text does
    ///     not match the pattern, or has no date or no time of day
    long local(String text) {
        try {
            var parsed = formatter.parse(text.strip());
            zone = parsed.query(TemporalQueries.zone());
            var date = parsed.query(TemporalQueries.localDate());
            var clock = parsed.query(TemporalQueries.localTime());
            return date == null || clock == null
                    ? Timestamp.MALFORMED
                    : LocalDateTime.of(date, clock).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException | ArithmeticException _) {
            return Timestamp.MALFORMED;
        }
    }

    /// Returns the zone of the last time; null if it had none.
    @Nullable
    ZoneId zone() {
        return zone;
    }
}
