/// Parses query strings and forms. Used where the servlet must not parse parameters, since it would consume the
/// body. Refuses query parameters that an operation does not declare. Guarantees that values are decoded once.
@NullMarked
@ApplicationModule(allowedDependencies = "problem")
package dev.waymill.gateway.form;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
