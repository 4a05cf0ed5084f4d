package dev.waymill.worker.simulation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param halt whether a script may end its worker's process, for tests of how the others react
@ConfigurationProperties("waymill.simulation")
record SimulationProperties(@DefaultValue("false") boolean halt) {}
