/// The public API of Waymill: REST, uploads, keys, the job view and its event stream.
@NullMarked
package dev.waymill.gateway;

import org.jspecify.annotations.NullMarked;
