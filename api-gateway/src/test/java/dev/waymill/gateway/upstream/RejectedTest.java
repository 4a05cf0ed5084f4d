package dev.waymill.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.rest.Refusal;
import dev.waymill.gateway.problem.ProblemCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RejectedTest {
    /// What is not told under its own code: the caller did not ask for it in these words.
    private static final Map<Refusal, ProblemCode> RENAMED = Map.of(
            Refusal.IMPORT_NOT_FOUND, ProblemCode.JOB_NOT_FOUND,
            Refusal.NOT_STORABLE, ProblemCode.INVALID_FIELD,
            Refusal.PREVIEW_TOO_SLOW, ProblemCode.WORKER_UNAVAILABLE,
            Refusal.INVALID_STATE, ProblemCode.INVALID_PARAMETER,
            Refusal.INVALID_TIME, ProblemCode.INVALID_PARAMETER,
            Refusal.INVALID_LIMIT, ProblemCode.BAD_REQUEST,
            Refusal.INVALID_REQUEST, ProblemCode.BAD_REQUEST);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void every_refusal_keeps_its_own_code(Refusal refusal) {
        var problem = new Reply.Rejected(refusal, refusal.status(), refusal.detail()).problem();

        var expected = RENAMED.containsKey(refusal) ? RENAMED.get(refusal).code() : refusal.code();
        assertThat(problem.code().code()).isEqualTo(expected);
        assertThat(problem.toProblem(null, "").detail()).isNotBlank();
    }

    @Test
    void an_unknown_refusal_keeps_the_services_detail() {
        var conflict = new Reply.Rejected(Refusal.UNKNOWN, 409, "The moon is full").problem();
        var invalid = new Reply.Rejected(Refusal.UNKNOWN, 400, "").problem();

        assertThat(conflict.code()).isEqualTo(ProblemCode.CONFLICT);
        assertThat(conflict.toProblem(null, "").detail()).isEqualTo("The moon is full.");
        assertThat(invalid.code()).isEqualTo(ProblemCode.BAD_REQUEST);
    }
}
