/// Answers to requests that fail before or outside of any controller: RFC 9457 problems, never Tomcat's HTML.
/// Whoever has better words for them than the defaults gives an [ErrorAnswer] of their own.
@NullMarked
package dev.waymill.runtime.problem;

import org.jspecify.annotations.NullMarked;
