package dev.waymill.runtime.recovery;

import dev.waymill.runtime.recovery.RecoveryOptions.Database;
import java.util.List;
import java.util.Set;

/// One step of a service's recovery. It may be repeated at any time while the services are stopped.
public sealed interface RecoveryStep {
    /// Returns the databases that must all have been restored for this step to be needed; none if it always is.
    Set<Database> after();

    /// Changes the service's database.
    ///
    /// @param effect what happened to the rows, e.g. `jobs will be published again`
    /// @param sql returns one number of rows; `:since` is when the databases may contradict each other from
    record Statement(String effect, String sql, Set<Database> after) implements RecoveryStep {}

    /// Deletes all records of topics whose contents the services publish again.
    record EmptyTopics(List<String> topics) implements RecoveryStep {
        @Override
        public Set<Database> after() {
            return Set.of();
        }
    }

    /// Has a consumer group read a topic again from that time on. It is never moved forward.
    record RewindGroup(String group, String topic, Set<Database> after) implements RecoveryStep {}
}
