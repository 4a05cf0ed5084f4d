package dev.waymill.gateway.upstream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A path with parameters, as a template and its values. Confined to one thread.
final class Query {
    private final StringBuilder template;
    private final List<Object> values = new ArrayList<>();

    Query(String path) {
        this.template = new StringBuilder(path);
    }

    /// @param value null for a parameter that is left out
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
