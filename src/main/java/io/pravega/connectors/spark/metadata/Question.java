// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.metadata;

import io.pravega.connectors.spark.client.PravegaClient;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A question to the server whose answer is a small table. */
interface Question {

    /** Returns what the answer is about, for people. */
    String subject();

    StructType schema();

    /** Asks the server; returns one array of column values, of Spark's inner types, for each row. */
    List<@Nullable Object[]> ask(PravegaClient client);

    /** Returns the inner form of a text. */
    static UTF8String text(Object value) {
        return UTF8String.fromString(value.toString());
    }

    /** Returns the inner form of an array of texts. */
    static ArrayData texts(Collection<?> values) {
        return new GenericArrayData(values.stream().map(Question::text).toArray());
    }
}
