package dev.waymill.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {
    static List<Event> events() {
        return Samples.events();
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_event_is_decoded_as_it_was_encoded(Event event) throws Exception {
        var back = EventCodec.decode(EventCodec.encode(event));

        assertThat(back).usingRecursiveComparison().isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_unknown_field_is_ignored(Event event) throws Exception {
        var json = new String(EventCodec.encode(event), StandardCharsets.UTF_8);
        var newer = json.substring(0, json.length() - 1) + ",\"addedLater\":{\"a\":[1]}}";

        assertThat(EventCodec.decode(bytes(newer))).usingRecursiveComparison().isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void the_former_name_of_the_generation_is_read(Event event) throws Exception {
        var json = new String(EventCodec.encode(event), StandardCharsets.UTF_8);
        var older = json.replace("\"generation\":", "\"revival\":");

        assertThat(EventCodec.decode(bytes(older))).usingRecursiveComparison().isEqualTo(event);
    }

    @Test
    void the_error_names_an_unknown_version() {
        assertThatThrownBy(() -> EventCodec.decode(bytes("{\"type\":\"job-created.v9\"}")))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("unknown type \"job-created.v9\"")
                .hasMessageContaining("job-created.v1");
    }

    @Test
    void the_error_names_a_missing_type() {
        assertThatThrownBy(() -> EventCodec.decode(bytes("{\"jobId\":1}")))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("no type");
    }

    @Test
    void the_error_names_a_missing_field() {
        var json =
                "{\"type\":\"worker-heartbeat.v1\",\"eventId\":\"01932a5e-0000-7000-8000-000000000001\",\"slots\":4}";

        assertThatThrownBy(() -> EventCodec.decode(bytes(json)))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("has no \"occurredAt\"");
    }

    @Test
    void the_error_names_a_missing_nested_field() {
        var report = """
                {"type":"task-reported.v1","eventId":"01932a5e-0000-7000-8000-000000000001",
                 "occurredAt":"2026-03-01T10:15:30Z","jobId":"01932a5e-0000-7000-8000-000000000002",
                 "taskId":"01932a5e-0000-7000-8000-000000000003","attempt":1,"workerId":"w",
                 "report":{"says":"failed","retryable":true}}
                """;

        assertThatThrownBy(() -> EventCodec.decode(bytes(report)))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("has no \"report.error\"");
    }

    @ParameterizedTest
    @MethodSource("broken")
    void bytes_that_are_not_an_event_are_refused_with_an_explanation(byte[] bytes) {
        assertThatThrownBy(() -> EventCodec.decode(bytes))
                .isInstanceOf(UnreadableEventException.class)
                .message()
                .isNotBlank();
    }

    static List<byte[]> broken() {
        return List.of(
                bytes(""), bytes("null"), bytes("[]"), bytes("\"text\""), bytes("{"), bytes("not json"), new byte[] {
                    -1, 0, 7
                });
    }

    @Test
    void a_record_without_a_value_is_refused() {
        assertThatThrownBy(() -> EventCodec.read(new ConsumerRecord<>("t", 0, 0, "k", null)))
                .hasMessage("The record has no value");
    }

    @Test
    void a_record_carries_key_job_and_trace() {
        var record = EventCodec.toRecord(Samples.events().getFirst(), "00-trace-span-01");

        assertThat(record.topic()).isEqualTo(Topics.JOB_CREATED);
        assertThat(record.key()).isEqualTo("01932a5e-0000-7000-8000-000000000002");
        assertThat(record.headers().lastHeader(EventCodec.JOB_HEADER).value())
                .asString()
                .isEqualTo(record.key());
        assertThat(record.headers().lastHeader(EventCodec.TRACE_HEADER).value())
                .asString()
                .isEqualTo("00-trace-span-01");
    }

    @Test
    void an_unreadable_record_becomes_a_dead_letter_with_offset_and_bytes() throws Exception {
        var record = new ConsumerRecord<>("waymill.job-created", 3, 42L, "key", bytes("{broken"));

        var letter = EventCodec.unreadable(record, new UnreadableEventException("why"), Instant.EPOCH);

        var source = Objects.requireNonNull(letter.source());
        assertThat(source.offset()).isEqualTo(42);
        assertThat(source.value()).asString().isEqualTo("{broken");
        assertThat(letter.key()).isEqualTo("waymill.job-created-3");
        assertThat(EventCodec.decode(EventCodec.encode(letter)))
                .usingRecursiveComparison()
                .isEqualTo(letter);
    }

    @Test
    void all_consumers_make_the_same_dead_letter_of_an_unreadable_record() {
        var why = new UnreadableEventException("why");
        var first = EventCodec.unreadable(recordAt(42, bytes("{broken")), why, Instant.EPOCH);
        var again = EventCodec.unreadable(recordAt(42, bytes("{broken")), why, Instant.EPOCH.plusSeconds(1));
        var other = EventCodec.unreadable(recordAt(43, bytes("{broken")), why, Instant.EPOCH);

        assertThat(again.eventId()).isEqualTo(first.eventId()).isNotEqualTo(other.eventId());
    }

    @Test
    void an_unreadable_record_keeps_its_headers() {
        var record = recordAt(1, bytes("{broken"));
        record.headers().add("trace", bytes("one")).add("trace", bytes("two")).add("empty", null);

        var letter = EventCodec.unreadable(record, new UnreadableEventException("why"), Instant.EPOCH);

        assertThat(Objects.requireNonNull(letter.source()).headers())
                .extracting(JobDeadLetter.Header::name)
                .containsExactly("trace", "trace", "empty");
    }

    @Test
    void the_dead_letter_of_the_largest_record_fits_into_a_record() {
        var record = new ConsumerRecord<>("waymill.job-created", 3, 1L, "k".repeat(20_000), new byte[1_000_000]);
        record.headers().add("large", new byte[900_000]).add("small", bytes("kept"));

        var letter =
                EventCodec.unreadable(record, new UnreadableEventException("\u0000".repeat(1_000_000)), Instant.EPOCH);

        var source = Objects.requireNonNull(letter.source());
        assertThat(source.cutFrom()).isEqualTo(1_000_000);
        assertThat(EventCodec.encode(letter)).hasSizeLessThan(950_000);
    }

    private static ConsumerRecord<String, byte[]> recordAt(long offset, byte[] value) {
        return new ConsumerRecord<>("waymill.job-created", 3, offset, "key", value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
