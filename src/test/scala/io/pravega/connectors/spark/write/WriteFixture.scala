// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.nio.file.{Files, Path}

import io.pravega.connectors.spark.testing.PravegaFixture
import org.apache.spark.SparkConf
import org.apache.spark.sql.{DataFrame, DataFrameWriter, Row, SaveMode, SparkSession, SQLContext, SQLImplicits}
import org.apache.spark.sql.streaming.{DataStreamWriter, StreamingQuery, Trigger}
import org.scalatest.Suite
import org.scalatest.matchers.should.Matchers

/** Writes with the connector, on a Spark that repeats failed tasks. */
trait WriteFixture extends PravegaFixture with Matchers { this: Suite =>

  /** What the suite wants of its Spark besides the defaults. */
  protected def sparkSettings: Map[String, String] = Map.empty

  protected lazy val spark: SparkSession = {
    // A local Spark of another suite would not repeat tasks.
    SparkSession.getDefaultSession.foreach(_.stop())
    closedAfterAll(SparkSession.builder.master("local[2, 4]").appName("write")
      .config(new SparkConf().setAll(sparkSettings))
      .config("spark.sql.shuffle.partitions", 4).config("spark.sql.adaptive.enabled", false).getOrCreate())(_.stop())
  }

  protected object implicits extends SQLImplicits {
    override protected def _sqlContext: SQLContext = spark.sqlContext
  }

  protected def sinkOptions(stream: String): Map[String, String] =
    Map("controller" -> controller, "scope" -> scope, "stream" -> stream)

  /** Writes to a stream; `save()` does it. */
  protected def writer(frame: DataFrame, stream: String, options: (String, String)*): DataFrameWriter[Row] =
    frame.write.format("pravega").mode(SaveMode.Append).options(sinkOptions(stream) ++ options)

  protected def newCheckpoint(): Path = Files.createTempDirectory("checkpoint")

  protected def readStream(stream: String, options: (String, String)*): DataFrame =
    spark.readStream.format("pravega").options(sinkOptions(stream))
      .option("start_stream_cut", "earliest").options(options.toMap).load()

  protected def streamWriter(
      frame: DataFrame, stream: String, checkpoint: Path, options: (String, String)*): DataStreamWriter[Row] =
    frame.writeStream.format("pravega").options(sinkOptions(stream)).options(options.toMap)
      .option("checkpointLocation", checkpoint.toString)

  /** Runs a query until it has read all there is. */
  protected def runToEnd(writer: DataStreamWriter[Row]): StreamingQuery = {
    val query = writer.trigger(Trigger.AvailableNow()).start()
    try query.awaitTermination()
    finally query.stop()
    query
  }

  /** The last epoch of which the checkpoint knows that it was committed. */
  protected def lastCommit(checkpoint: Path): Int =
    checkpoint.resolve("commits").toFile.list().filter(_.forall(_.isDigit)).map(_.toInt).max

  /** As if the driver had died before it noted the epoch down. */
  protected def forgetLastCommit(checkpoint: Path): Unit = {
    val commits = checkpoint.resolve("commits")
    val last = lastCommit(checkpoint)
    Files.delete(commits.resolve(last.toString))
    Files.deleteIfExists(commits.resolve(s".$last.crc"))
  }

  protected def messages(e: Throwable): String =
    Iterator.iterate(e)(_.getCause).takeWhile(_ != null).map(_.getMessage).mkString("\n")
}
