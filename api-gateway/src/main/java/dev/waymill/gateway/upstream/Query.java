package dev.waymill.gateway.upstream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds a path with query parameters, as a URI template and its values. Not thread-safe.
final class Query {
    private final StringBuilder template;
    private final List<Object> values = new ArrayList<>();

    Query(String path) {
        this.template = new StringBuilder(path);
    }

    /// @param value null to leave out the parameter
    Query with(String name, @Nullable Object value) {
        if (value != null) {
            template.append(values.isEmpty() ? '?' : '&')
                    .append(name)
                    .append("={")
                    .append(name)
                    .append('}');
            values.add(value);
        }
        return this;
    }

    String template() {
        return template.toString();
    }

    Object[] values() {
        return values.toArray();
    }
}
