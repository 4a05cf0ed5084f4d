package dev.waymill.worker;

import dev.waymill.stack.test.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.util.HashMap;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;

/// The whole worker service on its own database and the test JVM's broker.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = WorkerTest.Stack.class)
@Retention(RetentionPolicy.RUNTIME)
public @interface WorkerTest {
    final class Stack implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            var properties = new HashMap<>(TestStack.get().springProperties("worker"));
            try {
                properties.put(
                        "waymill.object-store.directory",
                        Files.createTempDirectory("waymill-objects").toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            TestPropertyValues.of(properties).applyTo(context);
        }
    }
}
