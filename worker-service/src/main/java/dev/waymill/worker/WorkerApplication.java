package dev.waymill.worker;

import dev.waymill.events.Topics;
import dev.waymill.runtime.problem.RefusalAdvice;
import dev.waymill.runtime.recovery.Recovery;
import dev.waymill.worker.recovery.WorkerRecovery;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.KafkaAdmin.NewTopics;

/// Start of the worker service.
@SpringBootApplication
@ConfigurationPropertiesScan
@Import(RefusalAdvice.class)
public class WorkerApplication {
    public static void main(String[] args) {
        if (Recovery.isWanted(args)) {
            System.exit(WorkerRecovery.RECOVERY.run(System.out, args));
        }
        SpringApplication.run(WorkerApplication.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    NewTopics topics() {
        var used = List.of(
                Topics.TASK_DISPATCHED,
                Topics.TASK_REPORTED,
                Topics.JOB_CONTROL,
                Topics.JOB_DEAD_LETTER,
                Topics.LIVE_POINTS);
        return new NewTopics(used.stream().map(Topics::create).toArray(NewTopic[]::new));
    }
}
