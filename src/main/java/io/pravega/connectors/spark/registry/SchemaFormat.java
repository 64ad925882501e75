// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import java.util.Arrays;

/** What language a schema is written in, by the registry's names. */
public enum SchemaFormat {
    AVRO("Avro"),
    JSON("Json"),
    PROTOBUF("Protobuf"),
    /** A format of the registry's users, or one that is newer than this client. */
    OTHER("Custom");

    private final String label;

    SchemaFormat(String label) {
        this.label = label;
    }

    /** Returns the registry's name of the format. */
    public String label() {
        return label;
    }

    static SchemaFormat of(String label) {
        return Arrays.stream(values()).filter(format -> format.label.equals(label)).findFirst().orElse(OTHER);
    }
}
