package dev.waymill.events.rest;

import java.util.Objects;

/// What a reader needs of the RFC 9457 problem that a refusal is sent as.
///
/// @param code [Refusal#UNKNOWN] when there is none
/// @param detail for people; empty when there is none
public record RefusalBody(Refusal code, String detail) {
    public RefusalBody {
        code = Objects.requireNonNullElse(code, Refusal.UNKNOWN);
        detail = Objects.requireNonNullElse(detail, "");
    }
}
