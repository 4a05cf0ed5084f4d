package dev.waymill.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/// All settings of this service and their defaults.
class PropertiesTest {
    @Test
    void every_setting_has_a_working_default() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));

        assertThat(scanner.findCandidateComponents("dev.waymill.scheduler").stream()
                        .map(found -> ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), null))
                        .flatMap(PropertiesTest::settings))
                .containsExactlyInAnyOrder(
                        "waymill.dead-letters.retention=30d",
                        "waymill.dead-letters.webhook.url=",
                        "waymill.dead-letters.webhook.secret=",
                        "waymill.dead-letters.webhook.interval=10s",
                        "waymill.dispatch.batch=500",
                        "waymill.dispatch.perSlot=2",
                        "waymill.dispatch.sendWithin=25s",
                        "waymill.dispatch.startWithin=15m",
                        "waymill.dispatch.workerSilence=5s",
                        "waymill.history.keep=30d",
                        "waymill.lease.silence=7s",
                        "waymill.retry.base=1s",
                        "waymill.retry.factor=2",
                        "waymill.retry.cap=300s",
                        "waymill.retry.types=");
    }

    @Test
    void a_new_consumer_group_starts_at_the_earliest_offset() throws Exception {
        var settings = new YamlPropertySourceLoader().load("settings", new ClassPathResource("application.yml"));

        assertThat(settings.getFirst().getProperty("spring.kafka.consumer.auto-offset-reset"))
                .hasToString("earliest");
    }

    private static Stream<String> settings(Class<?> properties) {
        var prefix = properties.getAnnotation(ConfigurationProperties.class).value();
        var parameters = properties.getDeclaredConstructors()[0].getParameters();
        return Arrays.stream(parameters)
                .map(one -> prefix + "." + one.getName() + "="
                        + String.join(",", one.getAnnotation(DefaultValue.class).value()));
    }
}
