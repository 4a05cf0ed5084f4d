package dev.waymill.runtime.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class TraceparentTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
            })
    void a_valid_text_is_read_and_written_again(String text) {
        var context = Traceparent.parse(text);

        assertThat(context.isValid()).isTrue();
        assertThat(context.isSampled()).isEqualTo(text.endsWith("1"));
        assertThat(Traceparent.of(context)).isEqualTo(text);
        assertThat(Traceparent.sampled(text).isPresent()).isEqualTo(context.isSampled());
        assertThat(Traceparent.sampled(Traceparent.unsampled(text))).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nX: y"
            })
    void an_invalid_text_is_no_trace(String text) {
        assertThat(Traceparent.parse(text).isValid()).isFalse();
        assertThat(Traceparent.sampled(text)).isEmpty();
    }

    @Test
    void the_context_of_a_thread_is_carried_and_taken_away() throws Exception {
        MDC.put("job", "j");
        var seen = new ArrayList<String>();
        var carried = ThreadContext.carry(() -> seen.add(MDC.get("job")));

        var thread = new Thread(() -> {
            carried.run();
            seen.add(MDC.get("job"));
        });
        thread.start();
        thread.join();
        MDC.remove("job");

        assertThat(seen).containsExactly("j", null);
    }
}
