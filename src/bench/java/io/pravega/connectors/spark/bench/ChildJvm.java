// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import io.pravega.connectors.spark.testing.BoundToParent;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with this one's class path and life span. */
final class ChildJvm {

    private ChildJvm() {
    }

    /** @param output where both of its outputs go */
    static Process start(List<String> jvmOptions, String mainClass, List<String> arguments, Redirect output)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BoundToParent.class.getName(), mainClass));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    }
}
