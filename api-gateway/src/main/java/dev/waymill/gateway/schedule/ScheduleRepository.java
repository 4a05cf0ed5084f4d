package dev.waymill.gateway.schedule;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/// Schedules in the database. Thread-safe.
interface ScheduleRepository extends Repository<Schedule, UUID> {
    /// @throws org.springframework.dao.DataIntegrityViolationException when the owner has a schedule with this
    ///     name
    void save(Schedule schedule);

    /// Writes the changes of this transaction.
    ///
    /// @throws org.springframework.dao.DataIntegrityViolationException when the owner has another schedule with
    ///     this name
    /// @throws org.springframework.dao.OptimisticLockingFailureException when the schedule was changed since it
    ///     was read
    void flush();

    Optional<Schedule> findById(UUID id);

    Optional<Schedule> findByOwnerAndId(String owner, UUID id);

    Optional<Schedule> findByOwnerAndName(String owner, String name);

    List<ScheduleItem> findByOwnerAndNameGreaterThanOrderByName(String owner, String after, Limit limit);

    String PAUSE = """
            UPDATE schedule SET paused = :paused, version = version + 1
            WHERE owner = :owner AND id = :id AND paused <> :paused
            """;

    /// Pauses or resumes the schedule, and locks it until the end of the transaction, so that it cannot fire.
    ///
    /// @return 0 when it does not exist or is already in this state
    @Modifying
    @NativeQuery(PAUSE)
    int pause(String owner, UUID id, boolean paused);

    String DELETE = """
            DELETE FROM schedule WHERE owner = :owner AND id = :id
            """;

    /// Deletes the schedule, even if it was changed in the meantime.
    ///
    /// @return 0 when it does not exist
    @Transactional
    @Modifying
    @NativeQuery(DELETE)
    int delete(String owner, UUID id);
}
