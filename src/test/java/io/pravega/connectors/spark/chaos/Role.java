// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos;

import java.util.Locale;

/** What a process of the cluster does, in the order in which they are started. */
public enum Role {
    ZOOKEEPER(1),
    BOOKIE(3),
    CONTROLLER(2),
    STORE(2);

    private final int count;

    Role(int count) {
        this.count = count;
    }

    @Override
    public String toString() {
        return this == ZOOKEEPER ? "ZooKeeper" : name().toLowerCase(Locale.ROOT);
    }

    /** How many processes of this role a cluster has. */
    public int count() {
        return count;
    }
}
