// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import org.jspecify.annotations.Nullable;

/** The system properties of the JVM and the environment variables of the process, replaceable in tests. */
interface Environment {

    /** Returns a system property, or null when it is not set. */
    @Nullable String property(String name);

    /** Returns an environment variable, or null when it is not set. */
    @Nullable String variable(String name);

    /** Returns the environment of this process. */
    static Environment ofThisProcess() {
        return new Environment() {
            @Override
            public @Nullable String property(String name) {
                return System.getProperty(name);
            }

            @Override
            public @Nullable String variable(String name) {
                return System.getenv(name);
            }
        };
    }
}
