package dev.waymill.scheduler.task;

import dev.waymill.events.TaskError;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Turns rows into the arrays of columns that `unnest` takes.
final class Columns {
    private Columns() {}

    static <T, R> R[] of(Collection<T> rows, Function<T, R> column, IntFunction<R[]> type) {
        return rows.stream().map(column).toArray(type);
    }

    static <T> @Nullable String[] texts(
            List<T> rows, Function<T, @Nullable TaskError> error, Function<TaskError, @Nullable String> text) {
        var texts = new @Nullable String[rows.size()];
        for (int i = 0; i < texts.length; i++) {
            var one = error.apply(rows.get(i));
            texts[i] = one == null ? null : text.apply(one);
        }
        return texts;
    }
}
