package dev.waymill.scheduler;

import dev.waymill.events.Topics;
import dev.waymill.runtime.problem.RefusalAdvice;
import dev.waymill.runtime.recovery.Recovery;
import dev.waymill.scheduler.recovery.SchedulerRecovery;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.KafkaAdmin.NewTopics;

/// Start of the scheduler service.
@SpringBootApplication
@ConfigurationPropertiesScan
@Import(RefusalAdvice.class)
public class SchedulerApplication {
    public static void main(String[] args) {
        if (Recovery.isWanted(args)) {
            System.exit(SchedulerRecovery.RECOVERY.run(System.out, args));
        }
        SpringApplication.run(SchedulerApplication.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    RandomGenerator random() {
        return RandomGenerator.of("L64X128MixRandom");
    }

    @Bean
    NewTopics topics() {
        return new NewTopics(Topics.all().stream().map(Topics::create).toArray(NewTopic[]::new));
    }
}
