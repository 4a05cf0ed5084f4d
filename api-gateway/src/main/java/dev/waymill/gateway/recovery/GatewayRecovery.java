package dev.waymill.gateway.recovery;

import dev.waymill.runtime.recovery.Recovery;
import dev.waymill.runtime.recovery.RecoveryOptions.Database;
import dev.waymill.runtime.recovery.RecoveryStep.Statement;
import java.util.List;
import java.util.Set;

/// The steps of the gateway's recovery.
public final class GatewayRecovery {
    /// Jobs that stand for live streams are never published. A scheduler to which a job is new counts its
    /// versions from one.
    private static final String PUBLISH_JOBS = """
            WITH published AS (
                UPDATE job SET published_at = NULL, publish_after = now(), version = 0
                WHERE state NOT IN ('succeeded', 'failed', 'cancelled') AND type <> 'live'
                RETURNING id
            )
            SELECT count(*) FROM published
            """;

    /// The scheduler repeats those that it knows, in order, and ignores these. Those it does not know are in no
    /// database any more but this one. The key has the jobs of an owner run in the order of their submission.
    private static final String REPEAT = """
            WITH repeated AS (
                UPDATE job
                SET published_at = NULL, publish_after = now(), version = 0, state = 'accepted', finished_at = NULL,
                    result = NULL,
                    terms = coalesce(terms, '{"hold": false}') || '{"concurrency": {"key": "waymill-recovery", "limit": 1}}',
                    payload = (CASE WHEN type = 'import' THEN payload::jsonb || '{"grace": "PT0S"}'
                                    WHEN type IN ('revert', 'remove') AND payload ->> 'to' IS NULL
                                    THEN payload::jsonb || jsonb_build_object('to', to_char(
                                        finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                                    ELSE payload::jsonb END)::json
                WHERE type IN ('import', 'revert', 'remove', 'restore') AND state = 'succeeded' AND finished_at >= :since
                RETURNING id
            )
            SELECT count(*) FROM repeated
            """;

    /// Their pieces may have been deleted since the backup: an upload that was completed needs them no more.
    private static final String END_UPLOADS = """
            WITH ended AS (
                UPDATE upload SET expires_at = clock_timestamp()
                WHERE job_id IS NULL AND expires_at > clock_timestamp()
                RETURNING id
            )
            SELECT count(*) FROM ended
            """;

    private static final String VALID_KEYS = """
            SELECT count(*) FROM api_key WHERE revoked_at IS NULL
            """;

    public static final Recovery RECOVERY = new Recovery(
            "gateway",
            List.of(
                    new Statement("unfinished jobs are published again", PUBLISH_JOBS, Set.of()),
                    new Statement(
                            "imports, reverts, removals and undone removals are published again, for a scheduler that does not know them",
                            REPEAT,
                            Set.of(Database.SCHEDULER, Database.WORKER)),
                    new Statement(
                            "unfinished uploads are ended; their senders start again",
                            END_UPLOADS,
                            Set.of(Database.GATEWAY)),
                    new Statement(
                            "API keys are valid. Revoke those again that were revoked after the backup (GET /api/v1/keys)",
                            VALID_KEYS,
                            Set.of(Database.GATEWAY))));

    private GatewayRecovery() {}
}
