// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;

/** A way for events from a producer through a streaming query to a consumer, made for one run. */
interface Pipe extends AutoCloseable {

    /**
     * Starts the query that copies the input to the output.
     *
     * @param mode sets the trigger and what goes with it
     */
    StreamingQuery start(String checkpoint, UnaryOperator<DataStreamWriter<Row>> mode) throws Exception;

    /**
     * Sends an event without waiting for it to be durable.
     *
     * @param index the event's number; events are spread evenly over the input's segments or partitions
     */
    void send(long index, ByteBuffer event);

    /** Hands over what has reached the output; waits a while for something. For one thread. */
    void receive(Consumer<ByteBuffer> consumer);

    /** Deletes input and output. */
    @Override
    void close();
}
