// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.stream.StreamId;

/**
 * What a call to the server is for, to be told when it fails.
 *
 * @param action completes {@code Cannot …}
 * @param needs the permission without which the server refuses
 */
record Purpose(String action, String needs) {

    static Purpose reading(StreamId stream, String action) {
        return new Purpose(action, "read permission on stream " + stream);
    }

    static Purpose writing(StreamId stream, String action) {
        return new Purpose(action, "write permission on stream " + stream);
    }

    static Purpose readingScope(String scope, String action) {
        return new Purpose(action, "read permission on scope " + scope);
    }

    static Purpose writingScope(String scope, String action) {
        return new Purpose(action, "write permission on scope " + scope);
    }
}
