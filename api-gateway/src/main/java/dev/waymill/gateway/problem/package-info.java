/// RFC 9457 problems with a stable code and the trace id. Other packages throw [ProblemException]; filters,
/// Tomcat and Spring are handled here, too. No HTML and no message of an unexpected exception leaves the
/// service.
@NullMarked
@ApplicationModule(allowedDependencies = "trace")
package dev.waymill.gateway.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
