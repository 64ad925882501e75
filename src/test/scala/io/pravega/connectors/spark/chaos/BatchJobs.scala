// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.io.File

import scala.concurrent.{Await, Future}
import scala.concurrent.ExecutionContext.Implicits.global
import scala.concurrent.duration.Duration

import org.apache.spark.TaskContext
import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.functions._

/**
 * A program that reads one stream into files, and writes another from nothing, both at once and slowly: a task takes as
 * many seconds as it is told. An event is a key, a space and as many further bytes as it is told. Settings are system
 * properties, as those of [[OrderedCopy]].
 *
 * Each task makes a file when it has begun, and a second one when it has its last row, such as `reading-begun-0`.
 */
object BatchJobs {

  /** Into how many tasks each job is cut. */
  val Tasks = 4

  def main(args: Array[String]): Unit = {
    val Array(from, to, directory, rows, padding, readingSeconds, writingSeconds) = args
    val spark = SparkSession.builder.appName("batch-jobs").getOrCreate()
    val options = sys.props.toMap.collect { case (name, value) if name.startsWith("copy.") => name.drop(5) -> value }
    def slowed(events: DataFrame, name: String, seconds: String) =
      slowly(events, new File(directory, name), seconds.toDouble * Tasks / rows.toInt)
    val reading = Future {
      val events = spark.read.format("pravega").options(options).option("stream", from)
        .option("max_partitions", Tasks.toString).load().select(col("event").cast("string"))
      slowed(events, "reading", readingSeconds).select(substring_index(col("event"), " ", 1)).write
        .text(s"$directory/read")
    }
    val writing = Future {
      val key = concat(lit("k"), col("id").cast("string"))
      val events = spark.range(0, rows.toLong, 1, Tasks)
        .select(concat(key, lit(" "), lit("x" * padding.toInt)).as("event"))
      slowed(events, "writing", writingSeconds).withColumn("routing_key", substring_index(col("event"), " ", 1))
        .write.format("pravega").options(options).option("stream", to).mode("append").save()
    }
    Await.result(reading.zip(writing), Duration.Inf)
    spark.stop()
  }

  private def slowly(events: DataFrame, marks: File, secondsPerRow: Double): DataFrame = {
    import events.sparkSession.implicits._
    events.as[String].mapPartitions { rows =>
      def mark(what: String): Unit = new File(s"$marks-$what-${TaskContext.getPartitionId()}").createNewFile()
      mark("begun")
      val start = System.nanoTime()
      rows.zipWithIndex.map { case (row, i) =>
        val early = (i * secondsPerRow * 1e9).toLong - (System.nanoTime() - start)
        if (early > 0) Thread.sleep(early / 1000000)
        if (!rows.hasNext) mark("ended")
        row
      }
    }.toDF("event")
  }
}
