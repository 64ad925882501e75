// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog;

import io.pravega.connectors.spark.client.pool.PravegaClients;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The SQL function {@code bucket(n, routing_key)}: into which of n even parts of the key space a routing key falls. In
 * a stream of n segments that was never scaled, that is the segment's number.
 */
public final class KeyBucket implements UnboundFunction, ScalarFunction<Integer> {

    static final String NAME = "bucket";

    private static final long serialVersionUID = 1L;

    /** Returns the bucket of a key; Spark calls it in place of {@code produceResult}, and not for null. */
    public static int invoke(int buckets, UTF8String key) {
        return Math.min(buckets - 1, (int) (PravegaClients.position(key.toString()) * buckets));
    }

    @Override
    public BoundFunction bind(StructType arguments) {
        if (arguments.length() != 2 || !(arguments.fields()[0].dataType() instanceof IntegerType)
                || !(arguments.fields()[1].dataType() instanceof StringType)) {
            // The type of exception that Spark expects.
            throw new UnsupportedOperationException(("Cannot call function bucket with %s: "
                    + "expected bucket(n int, routing_key string)").formatted(arguments.simpleString()));
        }
        return this;
    }

    @Override
    public String description() {
        return "bucket(n, routing_key): in which of n even parts of the key space of a stream the routing key falls";
    }

    @Override
    public DataType[] inputTypes() {
        return new DataType[] {DataTypes.IntegerType, DataTypes.StringType};
    }

    @Override
    public DataType resultType() {
        return DataTypes.IntegerType;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String canonicalName() {
        return "io.pravega.bucket";
    }
}
