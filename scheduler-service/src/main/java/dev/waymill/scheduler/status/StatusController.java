package dev.waymill.scheduler.status;

import dev.waymill.events.rest.SchedulerStatus;
import dev.waymill.events.rest.SchedulerStatus.Changes;
import dev.waymill.events.rest.SchedulerStatus.DeadLetters;
import dev.waymill.events.rest.SchedulerStatus.Depth;
import dev.waymill.events.rest.SchedulerStatus.Group;
import dev.waymill.events.rest.SchedulerStatus.Lag;
import dev.waymill.events.rest.SchedulerStatus.Limits;
import dev.waymill.events.rest.SchedulerStatus.Workers;
import dev.waymill.scheduler.dispatch.DispatchBudget;
import dev.waymill.scheduler.status.ConsumerGroups.GroupPartition;
import dev.waymill.scheduler.status.GroupSampler.GroupSample;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Shows the last samples. Costs nothing, however often it is asked.
@RestController
class StatusController {
    private final QueueSampler queues;
    private final GroupSampler groups;
    private final DispatchBudget dispatch;

    StatusController(QueueSampler queues, GroupSampler groups, DispatchBudget dispatch) {
        this.queues = queues;
        this.groups = groups;
        this.dispatch = dispatch;
    }

    @GetMapping("/internal/status")
    SchedulerStatus status() {
        var sample = queues.last();
        var backlog = sample.backlog();
        long now = System.nanoTime();
        return new SchedulerStatus(
                SampleMoment.timeOf(sample.time(), now),
                sample.depths().stream().map(StatusController::depth).toList(),
                workers(sample),
                new Limits(backlog.limits(), backlog.pausedLimits()),
                new Changes(backlog.changes(), sample.changesOldestSeconds()),
                new DeadLetters(backlog.openDeadLetters(), backlog.unpublishedDeadLetters()),
                lag(groups.last(), now));
    }

    private static Depth depth(SampleStore.Depth depth) {
        boolean capped = depth.tasks() == SampleStore.MOST;
        return new Depth(depth.state(), depth.tasks(), capped, depth.oldestSeconds());
    }

    private Workers workers(QueueSample sample) {
        var mean = sample.meanRunSeconds();
        return new Workers(
                sample.workers().living(),
                sample.wantedWorkers(),
                sample.workers().slots(),
                sample.tasks("running"),
                dispatch.lastRemaining(),
                mean.isPresent() ? mean.getAsDouble() : null);
    }

    private static Lag lag(GroupSample sample, long now) {
        var records = sample.lag().entrySet().stream()
                .collect(Collectors.groupingBy(
                        lag -> lag.getKey().group(),
                        Collectors.summingLong(Map.Entry<GroupPartition, Long>::getValue)));
        return new Lag(SampleMoment.timeOf(sample.time(), now), groups(sample, records));
    }

    private static List<Group> groups(GroupSample sample, Map<String, Long> records) {
        return ConsumerGroups.TOPICS.keySet().stream()
                .sorted()
                .map(group -> new Group(group, sample.members().get(group), records.get(group)))
                .toList();
    }
}
