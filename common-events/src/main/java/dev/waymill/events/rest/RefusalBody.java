package dev.waymill.events.rest;

import java.util.Objects;

/// The fields that a client reads from a refusal, which is sent as an RFC 9457 problem.
///
/// @param code [Refusal#UNKNOWN] if the problem has none
/// @param detail a text for people; empty if the problem has none
public record RefusalBody(Refusal code, String detail) {
    public RefusalBody {
        code = Objects.requireNonNullElse(code, Refusal.UNKNOWN);
        detail = Objects.requireNonNullElse(detail, "");
    }
}
