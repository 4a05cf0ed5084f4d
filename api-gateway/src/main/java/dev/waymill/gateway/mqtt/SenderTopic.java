package dev.waymill.gateway.mqtt;

import dev.waymill.formats.reader.TextCleaner;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The topics of a subscription, and where in them the user and the device are.
///
/// @param filter what the gateway subscribes to
/// @param user the index of the level with the user, from 0
/// @param device the index of the level with the device
record SenderTopic(String filter, int user, int device) {
    private static final String SHARED = "$share";

    /// The sender of a message.
    record Sender(String user, String device) {}

    /// @throws IllegalArgumentException if the filter has fewer than two levels `+`
    static SenderTopic of(String filter) {
        var levels = List.of(filter.split("/", -1));
        // A shared subscription begins with two levels that topics do not have.
        int shared = levels.getFirst().equals(SHARED) ? 2 : 0;
        var places = IntStream.range(0, levels.size())
                .filter(i -> levels.get(i).equals("+"))
                .map(i -> i - shared)
                .filter(i -> i >= 0)
                .toArray();
        if (places.length < 2) {
            throw new IllegalArgumentException(
                    "waymill.mqtt.topic must have a + for the user and one for the device, e.g."
                            + " owntracks/+/+, not " + filter);
        }
        return new SenderTopic(filter, places[0], places[1]);
    }

    /// @return empty if the topic has no such levels, or if one is empty
    Optional<Sender> sender(String topic) {
        var levels = topic.split("/", device + 2);
        if (levels.length <= device) {
            return Optional.empty();
        }
        var name = TextCleaner.name(levels[device]);
        return name == null || levels[user].isEmpty() ? Optional.empty() : Optional.of(new Sender(levels[user], name));
    }
}
