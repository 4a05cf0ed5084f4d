/// Responses to requests that fail before or outside a controller: RFC 9457 problems, never Tomcat's HTML. A
/// service can replace the default texts with its own [ErrorAnswer].
@NullMarked
package dev.waymill.runtime.problem;

import org.jspecify.annotations.NullMarked;
