// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.util.Locale;

/** A format of events: the values of option {@code event_format}. */
public enum FormatName {
    /** The event is one column of bytes. */
    BINARY,
    /** The event is one column of text in UTF-8. */
    TEXT,
    /** The columns are the fields of a JSON object. */
    JSON,
    /** The columns are the values of a line of CSV. */
    CSV,
    /** The columns are the fields of an Avro record, without a header. */
    AVRO,
    /** The columns are the fields of a Protobuf message behind the schema registry's header. It is read only. */
    PROTOBUF;

    /** Returns the word that users write. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
