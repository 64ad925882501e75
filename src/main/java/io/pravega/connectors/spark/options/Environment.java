// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import org.jspecify.annotations.Nullable;

/** What surrounds a query: the JVM's system properties and the process's environment. */
interface Environment {

    /** Null when there is none. */
    @Nullable String property(String name);

    /** Null when there is none. */
    @Nullable String variable(String name);

    /** Those of this process. */
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

    /** One without properties and variables. */
    static Environment empty() {
        return new Environment() {
            @Override
            public @Nullable String property(String name) {
                return null;
            }

            @Override
            public @Nullable String variable(String name) {
                return null;
            }
        };
    }
}
