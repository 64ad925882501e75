// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.connectors.spark.stream.StreamId;

/**
 * What a call to the server is for, to be told when it fails.
 *
 * @param action completes {@code Cannot …}
 * @param needs the permission without which the server refuses
 */
public record Purpose(String action, String needs) {

    public static Purpose reading(StreamId stream, String action) {
        return new Purpose(action, "read permission on stream " + stream);
    }

    public static Purpose writing(StreamId stream, String action) {
        return new Purpose(action, "write permission on stream " + stream);
    }

    public static Purpose readingScope(String scope, String action) {
        return new Purpose(action, "read permission on scope " + scope);
    }

    public static Purpose writingScope(String scope, String action) {
        return new Purpose(action, "write permission on scope " + scope);
    }
}
