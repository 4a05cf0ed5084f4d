package dev.waymill.runtime.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The text of a W3C trace context, version 00: `00-{trace id}-{span id}-{flags}`.
public final class Traceparent {
    private static final int LENGTH = 55;
    private static final int TRACE_ID = 3;
    private static final int SPAN_ID = 36;
    private static final int FLAGS = 53;
    private static final Pattern FORM = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private Traceparent() {}

    /// Returns the context; [SpanContext#getInvalid] for a missing or malformed text.
    public static SpanContext parse(@Nullable String text) {
        if (text == null || text.length() != LENGTH || !FORM.matcher(text).matches()) {
            return SpanContext.getInvalid();
        }
        // Ids of zeros make it invalid.
        return SpanContext.createFromRemoteParent(
                text.substring(TRACE_ID, TRACE_ID + TraceId.getLength()),
                text.substring(SPAN_ID, SPAN_ID + SpanId.getLength()),
                TraceFlags.fromHex(text, FLAGS),
                TraceState.getDefault());
    }

    /// Returns the context if it is sampled. Costs next to nothing for all others.
    public static Optional<SpanContext> sampled(@Nullable String text) {
        boolean maySample =
                text != null && text.length() == LENGTH && Character.digit(text.charAt(LENGTH - 1), 16) % 2 == 1;
        return maySample
                ? Optional.of(parse(text)).filter(context -> context.isValid() && context.isSampled())
                : Optional.empty();
    }

    /// Returns the text with the flag that the trace is not sampled; null for no text.
    public static @Nullable String unsampled(@Nullable String text) {
        return text == null || text.length() != LENGTH ? text : text.substring(0, FLAGS) + "00";
    }

    public static String of(SpanContext context) {
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                + context.getTraceFlags().asHex();
    }
}
