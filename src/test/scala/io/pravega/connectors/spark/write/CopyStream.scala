// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import scala.collection.JavaConverters._
import scala.util.Random

import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.functions._
import org.apache.spark.sql.streaming.Trigger

/**
 * A program that copies streams to others with a shuffle in between, and is there to be killed. The last digit of an
 * event's key says to which of them it goes. The key's order holds: its events are in one segment, which one task
 * reads, and one task writes them. Its settings are system properties: `copy.*` are options of source and sink,
 * `spark.*` are Spark's.
 */
object CopyStream {

  /** What it prints when the query is about to start. */
  val Starting = "STARTING"

  def main(args: Array[String]): Unit = {
    val Array(from, to, checkpoint, trigger) = args
    val spark = SparkSession.builder.appName("copy").getOrCreate()
    val options = sys.props.toMap.collect { case (name, value) if name.startsWith("copy.") => name.drop(5) -> value }
    val events = spark.readStream.format("pravega").options(options).option("stream", from)
      .option("start_stream_cut", "earliest").load()
      .select(col("event").cast("string").as("event"))
      .withColumn("routing_key", substring_index(col("event"), ":", 1))
      .withColumn("stream", expr(s"split('$to', ',')[cast(right(routing_key, 1) as int) % ${to.split(',').length}]"))
      .repartition(4, col("routing_key"))
    val slow = Integer.getInteger("spark.copy.slow", 0)
    println(Starting)
    val query = delayed(events, slow).writeStream.format("pravega").options(options).option("stream", to)
      .option("checkpointLocation", checkpoint)
      .trigger(if (trigger == "drain") Trigger.AvailableNow() else Trigger.ProcessingTime(0))
      .start()
    query.awaitTermination()
    spark.stop()
  }

  /** Has each task wait for up to so many milliseconds, so that it can be killed or overtaken at work. */
  private def delayed(events: DataFrame, millis: Int): DataFrame = {
    import events.sparkSession.implicits._
    if (millis == 0) events
    else events.as[(String, String, String)].mapPartitions { rows =>
      rows.zipWithIndex.map { case (row, i) =>
        if (i == 10) Thread.sleep(Random.nextInt(millis))
        row
      }
    }.toDF(events.columns: _*)
  }

  /** What Java 17 needs to run Spark, as this JVM has it. */
  def javaOptions: Seq[String] =
    java.lang.management.ManagementFactory.getRuntimeMXBean.getInputArguments.asScala.toSeq
      .filter(_.startsWith("--add-opens"))
}
