/// The settings that the built services read. The tests of the compose file and of the chart compare the variables
/// that these set with them, so that a renamed setting cannot be overlooked.
@NullMarked
package dev.waymill.deploy.settings;

import org.jspecify.annotations.NullMarked;
