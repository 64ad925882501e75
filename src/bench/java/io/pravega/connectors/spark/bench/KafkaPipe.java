// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.ByteBufferSerializer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;

/** From a Kafka topic through Spark's Kafka connector, at least once, to another. */
final class KafkaPipe implements Pipe {

    private static final Duration WAIT = Duration.ofMillis(100);

    private final SparkSession spark;
    private final KafkaBroker broker;
    private final int partitions;
    private final String input;
    private final String output;
    private final KafkaProducer<ByteBuffer, ByteBuffer> producer;
    private final KafkaConsumer<ByteBuffer, ByteBuffer> consumer;

    KafkaPipe(SparkSession spark, KafkaBroker broker, int partitions) throws Exception {
        this.spark = spark;
        this.broker = broker;
        this.partitions = partitions;
        input = broker.newTopic(partitions);
        output = broker.newTopic(partitions);
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", broker.address()), new ByteBufferSerializer(),
                new ByteBufferSerializer());
        consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", broker.address(), "group.id", output,
                "auto.offset.reset", "earliest"), new ByteBufferDeserializer(), new ByteBufferDeserializer());
        consumer.subscribe(Set.of(output));
    }

    @Override
    public StreamingQuery start(String checkpoint, UnaryOperator<DataStreamWriter<Row>> mode) throws Exception {
        return mode.apply(spark.readStream().format("kafka").option("kafka.bootstrap.servers", broker.address())
                .option("subscribe", input).option("startingOffsets", "earliest").load().select("value")
                .writeStream().format("kafka").option("kafka.bootstrap.servers", broker.address())
                .option("topic", output).option("checkpointLocation", checkpoint)).start();
    }

    @Override
    public void send(long index, ByteBuffer event) {
        producer.send(new ProducerRecord<>(input, (int) (index % partitions), null, event));
    }

    @Override
    public void receive(Consumer<ByteBuffer> receiver) {
        consumer.poll(WAIT).forEach(record -> receiver.accept(record.value()));
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
        broker.delete(input);
        broker.delete(output);
    }
}
