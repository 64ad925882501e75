// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import io.pravega.client.EventStreamClientFactory;
import io.pravega.client.admin.ReaderGroupManager;
import io.pravega.client.stream.EventRead;
import io.pravega.client.stream.EventStreamReader;
import io.pravega.client.stream.EventStreamWriter;
import io.pravega.client.stream.EventWriterConfig;
import io.pravega.client.stream.ReaderConfig;
import io.pravega.client.stream.ReaderGroupConfig;
import io.pravega.client.stream.Stream;
import io.pravega.client.stream.impl.ByteBufferSerializer;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;

/** From a Pravega stream through the connector to another. */
final class PravegaPipe implements Pipe {

    private static final long WAIT_MS = 100;

    private final SparkSession spark;
    private final Server server;
    private final String input;
    private final String output;
    private final String[] keys = EventBytes.keys();
    private final EventStreamClientFactory factory;
    private final ReaderGroupManager groups;
    private final EventStreamWriter<ByteBuffer> writer;
    private final EventStreamReader<ByteBuffer> reader;

    PravegaPipe(SparkSession spark, Server server, int segments) {
        this.spark = spark;
        this.server = server;
        input = server.newStream(segments);
        output = server.newStream(segments);
        factory = EventStreamClientFactory.withScope(Server.SCOPE, server.config());
        writer = factory.createEventWriter(input, new ByteBufferSerializer(), EventWriterConfig.builder().build());
        groups = ReaderGroupManager.withScope(Server.SCOPE, server.config());
        groups.createReaderGroup(output, ReaderGroupConfig.builder().stream(Stream.of(Server.SCOPE, output)).build());
        reader = factory.createReader("reader", output, new ByteBufferSerializer(), ReaderConfig.builder().build());
    }

    @Override
    public StreamingQuery start(String checkpoint, UnaryOperator<DataStreamWriter<Row>> mode) throws Exception {
        return copy(spark, server, input, output, checkpoint, mode);
    }

    /** Starts a query that copies one stream to another. */
    static StreamingQuery copy(SparkSession spark, Server server, String input, String output, String checkpoint,
            UnaryOperator<DataStreamWriter<Row>> mode) throws Exception {
        return mode.apply(spark.readStream().format("pravega").options(server.options(input))
                .option("start_stream_cut", "earliest").load().select("event")
                .writeStream().format("pravega").options(server.options(output))
                .option("checkpointLocation", checkpoint)).start();
    }

    @Override
    public void send(long index, ByteBuffer event) {
        writer.writeEvent(keys[(int) (index % keys.length)], event);
    }

    @Override
    public void receive(Consumer<ByteBuffer> consumer) {
        for (EventRead<ByteBuffer> read = reader.readNextEvent(WAIT_MS); read.getEvent() != null;
                read = reader.readNextEvent(WAIT_MS)) {
            consumer.accept(read.getEvent());
        }
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
        groups.deleteReaderGroup(output);
        groups.close();
        factory.close();
        server.delete(input);
        server.delete(output);
    }
}
