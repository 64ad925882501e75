// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.functions._

/**
 * A program that copies a stream of events `key:number` to two others, to one exactly once and to the other at least
 * once, with a shuffle in between that keeps the order of each key. Its settings are system properties: `copy.*` are
 * options of source and sink, `spark.*` are Spark's. It ends as soon as one of the two queries does.
 */
object OrderedCopy {

  private val options =
    sys.props.toMap.collect { case (name, value) if name.startsWith("copy.") => name.drop(5) -> value }

  def main(args: Array[String]): Unit = {
    val Array(from, exactlyOnce, atLeastOnce, checkpoints) = args
    val spark = SparkSession.builder.appName("ordered-copy").getOrCreate()
    for ((to, transactions) <- Seq(exactlyOnce -> true, atLeastOnce -> false)) {
      ordered(spark, from).writeStream.format("pravega").options(options).option("stream", to)
        .option("exactly_once", transactions)
        .option("checkpointLocation", s"$checkpoints/$to")
        .start()
    }
    spark.streams.awaitAnyTermination()
  }

  private def ordered(spark: SparkSession, from: String): DataFrame = {
    import spark.implicits._
    spark.readStream.format("pravega").options(options).option("stream", from)
      .option("start_stream_cut", "earliest").load()
      .select(col("event").cast("string").as("event"))
      .withColumn("routing_key", substring_index(col("event"), ":", 1))
      .repartition(4, col("routing_key"))
      // Spark does not sort streams by itself.
      .as[(String, String)].mapPartitions(_.toVector.sortBy { case (event, _) => event.split(':')(1).toLong }.iterator)
      .toDF("event", "routing_key")
  }
}
