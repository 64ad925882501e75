// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import java.io.Serializable;

/**
 * What was written, told apart from something else that might have been: equal rows have equal digests in whatever
 * order they came.
 *
 * @param events how many
 * @param bytes their payloads together
 * @param checksum the sum of a hash of each event and its routing key; 0 where nobody will compare it
 */
record Digest(long events, long bytes, long checksum) implements Serializable {

    static final Digest NOTHING = new Digest(0, 0, 0);

    Digest plus(Digest other) {
        return new Digest(events + other.events, bytes + other.bytes, checksum + other.checksum);
    }
}
