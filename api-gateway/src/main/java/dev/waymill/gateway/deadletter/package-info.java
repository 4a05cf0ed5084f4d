/// REST for dead letters: list, read, retry and dismiss. The scheduler stores them; the gateway decides which
/// owners a caller may see, and passes responses on. Owners see their own dead letters; an admin may name
/// another owner, or `*` for all, unreadable records included.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "job", "problem", "upload", "upstream"})
package dev.waymill.gateway.deadletter;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
