/// What a caller is told when a request cannot be answered: RFC 9457 problems with a stable code and the trace id.
/// Every other package throws [ProblemException]; filters, Tomcat and Spring's own refusals end here, too.
/// Nothing leaves the service as HTML, and no message of an unexpected exception leaves it at all.
@NullMarked
@ApplicationModule(allowedDependencies = "trace")
package dev.waymill.gateway.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
