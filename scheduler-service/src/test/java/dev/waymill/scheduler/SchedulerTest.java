package dev.waymill.scheduler;

import dev.waymill.stack.test.TestStack;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;

/// The whole scheduler service on its own database and the test JVM's broker. Its loops run, but claim nothing,
/// since no worker has sent a heartbeat.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = SchedulerTest.Stack.class)
@Retention(RetentionPolicy.RUNTIME)
public @interface SchedulerTest {
    final class Stack implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of(TestStack.get().springProperties("scheduler")).applyTo(context);
        }
    }
}
