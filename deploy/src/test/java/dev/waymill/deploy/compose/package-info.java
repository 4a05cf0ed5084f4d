/// Tests of `docker-compose.yml` and the `Dockerfile`. What can be read from the files is checked by each build;
/// [ComposeIT] builds the images and runs everything where a container engine answers, if it is asked to.
@NullMarked
package dev.waymill.deploy.compose;

import org.jspecify.annotations.NullMarked;
