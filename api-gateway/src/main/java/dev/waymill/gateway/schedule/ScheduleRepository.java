package dev.waymill.gateway.schedule;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/// The schedules in the database. Thread-safe.
interface ScheduleRepository extends Repository<Schedule, UUID> {
    /// @throws org.springframework.dao.DataIntegrityViolationException when the owner has one of that name
    void save(Schedule schedule);

    /// Writes what was changed in this transaction.
    ///
    /// @throws org.springframework.dao.DataIntegrityViolationException when the owner has another one of that name
    /// @throws org.springframework.dao.OptimisticLockingFailureException when somebody else has changed it since it
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

    /// Pauses or resumes it, and keeps it from firing until the end of the transaction.
    ///
    /// @return 0 when there is none, or it is so already
    @Modifying
    @NativeQuery(PAUSE)
    int pause(String owner, UUID id, boolean paused);

    String DELETE = """
            DELETE FROM schedule WHERE owner = :owner AND id = :id
            """;

    /// Deletes it, whatever was changed meanwhile.
    ///
    /// @return 0 when there is none
    @Transactional
    @Modifying
    @NativeQuery(DELETE)
    int delete(String owner, UUID id);
}
