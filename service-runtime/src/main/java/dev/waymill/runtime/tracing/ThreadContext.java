package dev.waymill.runtime.tracing;

import io.opentelemetry.context.Context;
import java.util.Map;
import org.slf4j.MDC;

/// Takes the trace and the log's context to another thread.
public final class ThreadContext {
    private ThreadContext() {}

    /// Returns work that runs in the context of the calling thread, wherever it runs.
    public static Runnable carry(Runnable work) {
        var logged = MDC.getCopyOfContextMap();
        return Context.current().wrap(() -> {
            MDC.setContextMap(logged == null ? Map.of() : logged);
            try {
                work.run();
            } finally {
                MDC.clear();
            }
        });
    }
}
