/// What is known about the programs and devices that write location files, where their files differ from the
/// format or from the usual meaning of a name. All of it is data: a new producer is a new constant.
@NullMarked
package dev.waymill.formats.producer;

import org.jspecify.annotations.NullMarked;
