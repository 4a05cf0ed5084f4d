package dev.waymill.scheduler.deadletter;

import dev.waymill.events.JobDeadLetter.Header;
import dev.waymill.events.JobDeadLetter.Source;
import dev.waymill.events.RawJson;
import dev.waymill.events.Topics;
import dev.waymill.scheduler.publish.Publisher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Sends an unreadable record to its topic again, since its reader may have been updated. Thread-safe.
@Component
class RecordReplay {
    private final Publisher publisher;

    RecordReplay(Publisher publisher) {
        this.publisher = publisher;
    }

    /// @param value the new value; null for the original bytes
    /// @return false if the broker does not have it
    boolean send(Source source, @Nullable RawJson value) {
        if (!Topics.all().contains(source.topic())) {
            throw new IllegalArgumentException("Unknown topic: " + source.topic());
        }
        var key = source.key() == null ? null : new String(source.key(), StandardCharsets.UTF_8);
        var bytes = value == null ? source.value() : value.text().getBytes(StandardCharsets.UTF_8);
        var record = new ProducerRecord<String, byte[]>(source.topic(), key, bytes);
        for (Header header : source.headers() == null ? List.<Header>of() : source.headers()) {
            record.headers().add(header.name(), header.value());
        }
        return !publisher.send(List.of(record), Function.identity()).sent().isEmpty();
    }
}
