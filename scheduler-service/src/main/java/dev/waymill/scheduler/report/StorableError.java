package dev.waymill.scheduler.report;

import dev.waymill.events.TaskError;
import org.jspecify.annotations.Nullable;

/// An error without U+0000, the only character that PostgreSQL's text cannot hold; messages quote untrusted
/// files.
final class StorableError {
    private StorableError() {}

    static TaskError of(TaskError error) {
        return new TaskError(storable(error.code()), storable(error.message()), stack(error.stack()));
    }

    private static @Nullable String stack(@Nullable String text) {
        return text == null ? null : storable(text);
    }

    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
