package dev.waymill.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetTest {
    @Test
    void the_key_can_be_set_in_the_environment() {
        assertThat(Target.inEnvironment(Map.of("WAYMILL_KEY", "wk_1\n"))).contains("wk_1");
        assertThat(Target.inEnvironment(Map.of("WAYMILL_KEY", " "))).isEmpty();
        assertThat(Target.inEnvironment(Map.of())).isEmpty();
    }
}
