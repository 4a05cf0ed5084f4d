package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

class PropertiesTest {
    @Test
    void the_settings_and_their_defaults_are_as_listed() throws Exception {
        assertThat(settings())
                .containsExactlyInAnyOrder(
                        "waymill.bulk.max-line=512KB",
                        "waymill.bulk.max-lines=100000",
                        "waymill.history.files=7d",
                        "waymill.history.forgotten=30d",
                        "waymill.history.idempotency-keys=30d",
                        "waymill.history.keep=30d",
                        "waymill.keys.admin-file=",
                        "waymill.mqtt.client-id=waymill",
                        "waymill.mqtt.owners=",
                        "waymill.mqtt.password=",
                        "waymill.mqtt.topic=owntracks/+/+",
                        "waymill.mqtt.url=",
                        "waymill.mqtt.user=",
                        "waymill.object-store.directory=",
                        "waymill.object-store.s3=",
                        "waymill.object-store.uri=",
                        "waymill.scheduler.connect-timeout=300ms",
                        "waymill.scheduler.read-timeout=700ms",
                        "waymill.scheduler.url=http://localhost:8081",
                        "waymill.probe.every=PT1M",
                        "waymill.stream.heartbeat=15s",
                        "waymill.stream.max-open=500",
                        "waymill.trace.trust=false",
                        "waymill.upload.default-grace=5m",
                        "waymill.upload.max-concurrent=16",
                        "waymill.upload.max-size=10GB",
                        "waymill.upload.resumable-for=1d",
                        "waymill.worker.connect-timeout=300ms",
                        "waymill.worker.export-timeout=1h",
                        "waymill.worker.read-timeout=700ms",
                        "waymill.worker.timeline-timeout=60s",
                        "waymill.worker.url=http://localhost:8082");
    }

    private static List<String> settings() throws ClassNotFoundException {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        var settings = new ArrayList<String>();
        for (var bean : scanner.findCandidateComponents("dev.waymill.gateway")) {
            var type = Class.forName(bean.getBeanClassName());
            var prefix = type.getAnnotation(ConfigurationProperties.class).value();
            Arrays.stream(type.getDeclaredConstructors()[0].getParameters())
                    .map(parameter -> {
                        var name =
                                parameter.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
                        var value = parameter.getAnnotation(DefaultValue.class);
                        return prefix + "." + name + "=" + (value == null ? "" : String.join(",", value.value()));
                    })
                    .forEach(settings::add);
        }
        return settings;
    }
}
