// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

/** What surrounds a query: the JVM's system properties and the process's environment. */
interface Surroundings {

    /** Null when there is none. */
    String property(String name);

    /** Null when there is none. */
    String variable(String name);

    /** Those of this process. */
    static Surroundings ofThisProcess() {
        return new Surroundings() {
            @Override
            public String property(String name) {
                return System.getProperty(name);
            }

            @Override
            public String variable(String name) {
                return System.getenv(name);
            }
        };
    }
}
