// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import java.io.Serializable;

/** A stream, named by its scope and its own name. */
public record StreamId(String scope, String name) implements Serializable {

    /** Returns the form that Pravega uses in messages and in stream cuts: {@code scope/name}. */
    @Override
    public String toString() {
        return scope + "/" + name;
    }
}
