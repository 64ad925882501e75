// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import org.apache.spark.sql.{DataFrame, DataFrameReader}
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec
import org.scalatest.Suite

/** Reads streams as typed columns. */
trait TypedFixture extends ReadFixture { this: Suite =>

  // What Spark 4 does by default; before, it refuses to read some dates and to write old ones.
  spark.conf.set("spark.sql.legacy.timeParserPolicy", "CORRECTED")
  spark.conf.set("spark.sql.avro.datetimeRebaseModeInRead", "CORRECTED")
  spark.conf.set("spark.sql.avro.datetimeRebaseModeInWrite", "CORRECTED")

  protected def reader(stream: String, format: String, options: (String, String)*): DataFrameReader =
    spark.read.format("pravega").option("controller", controller).option("scope", scope).option("stream", stream)
      .option("event_format", format).options(options.toMap)

  protected def typed(stream: String, format: String, schema: String, options: (String, String)*): DataFrame =
    reader(stream, format, options: _*).schema(schema).load()

  /** What Spark asked the connector for. */
  protected def scanOf(frame: DataFrame): BatchScanExec =
    frame.queryExecution.sparkPlan.collectFirst { case scan: BatchScanExec => scan }.get

  /** Runs the frame and returns its rows, and what the connector counted. */
  protected def counted(frame: DataFrame): (Seq[Any], Map[String, Long]) = {
    val rows = frame.queryExecution.executedPlan.executeCollectPublic().toSeq.map(row => row.toSeq)
    val scan = frame.queryExecution.executedPlan.collectFirst { case scan: BatchScanExec => scan }.get
    (rows, scan.metrics.collect { case (name, metric) if name.startsWith("pravega") => name -> metric.value })
  }
}
