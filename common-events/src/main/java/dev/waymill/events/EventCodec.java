package dev.waymill.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.json.JsonMapper;

/// Converts events to Kafka records and back. Unknown fields are ignored, so that a newer writer may add
/// fields. Unknown types and versions, missing fields and malformed JSON are refused with a message.
/// Thread-safe.
public final class EventCodec {
    /// W3C trace context of the request or task that caused the event.
    public static final String TRACE_HEADER = "traceparent";
    /// The job that an event is about, for people who read topics with a console consumer.
    public static final String JOB_HEADER = "waymill-job-id";

    /// Limits on the parts of a dead letter. Together, in Base64, they stay below Kafka's default limit of 1 MB
    /// for a record.
    private static final int MAX_VALUE = 600_000;

    private static final int MAX_HEADERS = 64_000;
    private static final int MAX_KEY = 16_000;
    private static final int MAX_MESSAGE = 2_000;
    private static final int MAX_TRACE = 256;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();
    private static final ObjectReader READER = JSON.readerFor(Event.class);
    private static final ObjectWriter WRITER = JSON.writerFor(Event.class);

    private EventCodec() {}

    /// Creates the record for an event, with the event's topic and key.
    ///
    /// @param traceparent the trace context to pass on, or null if there is none
    public static ProducerRecord<String, byte[]> toRecord(Event event, @Nullable String traceparent) {
        var record = new ProducerRecord<>(event.topic(), event.key(), encode(event));
        jobOf(event).forEach(job -> record.headers().add(JOB_HEADER, bytes(job.toString())));
        if (traceparent != null) {
            record.headers().add(TRACE_HEADER, bytes(traceparent));
        }
        return record;
    }

    /// Encodes an event as JSON. A lone surrogate, which UTF-8 cannot encode, becomes a question mark.
    public static byte[] encode(Event event) {
        try {
            return WRITER.writeValueAsBytes(event);
        } catch (JacksonException _) {
            return WRITER.writeValueAsString(event).getBytes(StandardCharsets.UTF_8);
        }
    }

    /// Decodes the event in a record.
    public static Event read(ConsumerRecord<?, byte[]> record) throws UnreadableEventException {
        return decode(record.value());
    }

    /// Decodes an event. Null and empty bytes are unreadable, too.
    public static Event decode(byte @Nullable [] bytes) throws UnreadableEventException {
        if (bytes == null || bytes.length == 0) {
            throw new UnreadableEventException("The record has no value");
        }
        try {
            Event event = READER.readValue(bytes);
            if (event == null) {
                throw new UnreadableEventException("The record is a JSON null");
            }
            requireComplete((Record) event, "");
            return event;
        } catch (InvalidTypeIdException e) {
            var type = e.getTypeId() == null ? "no type" : "unknown type \"" + e.getTypeId() + "\"";
            throw new UnreadableEventException("The event has " + type + "; this version reads " + types(), e);
        } catch (JacksonException e) {
            throw new UnreadableEventException("The event cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    /// Returns the trace context of a record; null if it has none or the value is too long to be one.
    public static @Nullable String traceparent(ConsumerRecord<?, ?> record) {
        Header header = record.headers().lastHeader(TRACE_HEADER);
        return header == null || header.value() == null || header.value().length > MAX_TRACE
                ? null
                : new String(header.value(), StandardCharsets.US_ASCII);
    }

    /// Creates the dead letter for an unreadable record, including its bytes. Every reader of the record
    /// creates the same event id. The id includes the record's timestamp, because a recreated topic starts its
    /// offsets at zero.
    ///
    /// The record may be as large as Kafka allows, and its dead letter is larger, so the end of the bytes may
    /// be cut off.
    public static JobDeadLetter unreadable(
            ConsumerRecord<String, byte[]> record, UnreadableEventException why, Instant now) {
        var place = record.topic() + "-" + record.partition() + "@" + record.offset() + "/" + record.timestamp();
        byte[] key = record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8);
        byte[] value = record.value();
        var source = new JobDeadLetter.Source(
                record.topic(),
                record.partition(),
                record.offset(),
                start(key, MAX_KEY),
                start(value, MAX_VALUE),
                headers(record),
                value != null && value.length > MAX_VALUE ? value.length : null);
        var message = String.valueOf(why.getMessage());
        var error =
                new TaskError("unreadable-record", message.substring(0, Math.min(message.length(), MAX_MESSAGE)), null);
        return new JobDeadLetter(
                UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)),
                now,
                null,
                null,
                null,
                null,
                0,
                "unreadable-record",
                error,
                null,
                source);
    }

    private static List<JobDeadLetter.Header> headers(ConsumerRecord<?, ?> record) {
        var kept = new ArrayList<JobDeadLetter.Header>();
        int room = MAX_HEADERS;
        for (var header : record.headers()) {
            int length = header.key().length() + (header.value() == null ? 0 : header.value().length);
            room -= length;
            if (room >= 0) {
                kept.add(new JobDeadLetter.Header(header.key(), header.value()));
            }
        }
        return kept;
    }

    private static byte @Nullable [] start(byte @Nullable [] bytes, int length) {
        return bytes == null || bytes.length <= length ? bytes : Arrays.copyOf(bytes, length);
    }

    /// A component of a record, and whether it may be null.
    private record Part(RecordComponent component, boolean nullable) {
        static Part of(RecordComponent component) {
            return new Part(component, component.getAnnotatedType().isAnnotationPresent(Nullable.class));
        }
    }

    /// Caches the reflection result per record type.
    private static final ClassValue<Part[]> PARTS = new ClassValue<>() {
        @Override
        protected Part[] computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(Part::of).toArray(Part[]::new);
        }
    };

    /// Checks that every record component without `@Nullable` is present. JSON may omit it, but our code must
    /// never see the null.
    private static void requireComplete(Record value, String path) throws UnreadableEventException {
        for (var part : PARTS.get(value.getClass())) {
            var inner = read(part.component(), value);
            if (inner == null && !part.nullable()) {
                throw new UnreadableEventException(
                        "The event has no \"" + path + part.component().getName() + "\"");
            }
            if (inner instanceof Record deeper) {
                requireComplete(deeper, path + part.component().getName() + ".");
            }
        }
    }

    private static @Nullable Object read(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A public record's accessor cannot be called", e);
        }
    }

    private static Stream<UUID> jobOf(Event event) {
        return switch (event) {
            case JobCreated e -> Stream.of(e.jobId());
            case TaskDispatched e -> Stream.of(e.jobId());
            case TaskReported e -> Stream.of(e.jobId());
            case JobChanged e -> Stream.of(e.jobId());
            case JobCancelled e -> Stream.of(e.jobId());
            case JobDeadLetter e -> Stream.ofNullable(e.jobId());
            case LivePoints e -> Stream.of(e.streamId());
            case WorkerHeartbeat _, SchedulerEcho _ -> Stream.empty();
        };
    }

    private static String types() {
        JsonSubTypes known = Event.class.getAnnotation(JsonSubTypes.class);
        List<JsonSubTypes.Type> types = known == null ? List.of() : Arrays.asList(known.value());
        return types.stream().map(JsonSubTypes.Type::name).collect(Collectors.joining(", "));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
