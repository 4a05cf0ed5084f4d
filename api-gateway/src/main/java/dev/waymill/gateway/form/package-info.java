/// Names and values as addresses and forms write them.
/// Called by whoever must not let the servlet look for parameters: it would read the body in search of them.
/// Guarantees nothing but that what is returned was decoded once.
@NullMarked
@ApplicationModule(allowedDependencies = "problem")
package dev.waymill.gateway.form;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
