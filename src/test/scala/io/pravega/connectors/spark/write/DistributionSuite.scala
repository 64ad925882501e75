// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.catalog.PravegaCatalog
import io.pravega.connectors.spark.client.pool.PravegaClients
import io.pravega.connectors.spark.options.{FormatOptions, WriteOptions}
import org.apache.spark.sql.connector.write.{LogicalWriteInfo, RequiresDistributionAndOrdering, Write}
import org.apache.spark.sql.functions._
import org.apache.spark.sql.streaming.Trigger
import org.apache.spark.sql.types.{DataTypes, StructType}
import org.apache.spark.sql.util.CaseInsensitiveStringMap
import org.scalatest.funsuite.AnyFunSuite

/** Rows that are brought together by their keys before they are written. */
class DistributionSuite extends AnyFunSuite with WriteFixture {

  override protected def sparkSettings: Map[String, String] = Map(
    "spark.sql.catalog.pravega" -> classOf[PravegaCatalog].getName,
    "spark.sql.catalog.pravega.controller" -> controller)

  private val distributed = "distribute_by_routing_key" -> "true"

  /** What the one epoch of a query reported that writes from 16 tasks, each with rows of all keys. */
  private def metricsOfEpoch(keys: Int, out: String, inCatalog: Boolean,
      options: (String, String)*): Map[String, Int] = {
    val in = newStream()
    writeEvents(in, (0 until 6400).map(_.toString): _*)
    val frame = readStream(in)
      .selectExpr("event", s"concat('k', cast(cast(event as string) as int) % $keys) as routing_key").repartition(16)
    val writer = streamWriter(frame, out, newCheckpoint(), options: _*).trigger(Trigger.AvailableNow())
    val query = if (inCatalog) writer.toTable(s"pravega.`$scope`.`$out`") else writer.start()
    try query.awaitTermination()
    finally query.stop()
    readAll(out) should have size 6400
    query.recentProgress.map(_.sink.metrics.asScala).filter(_.contains("transactionSegments")).last
      .mapValues(_.toInt).toMap
  }

  test("of 16 tasks each writes to all of 16 segments, but in a catalog with the option each segment has one task") {
    spark.conf.set("spark.sql.shuffle.partitions", 16)
    val mixed = metricsOfEpoch(400, newStream(segments = 16), inCatalog = true)
    (mixed("transactions"), mixed("transactionSegments")) shouldBe ((16, 256))
    val apart = metricsOfEpoch(400, newStream(segments = 16), inCatalog = true, distributed)
    apart("transactionSegments") shouldBe 16
    apart("transactions") should be <= 16
  }

  test("without a catalog each key has one task") {
    spark.conf.set("spark.sql.shuffle.partitions", 16)
    val apart = metricsOfEpoch(16, newStream(segments = 16), inCatalog = false, distributed)
    apart("transactionSegments") should be <= 16
  }

  test("rows of a key are in the stream in the order of their times, whatever order they came in") {
    spark.conf.set("spark.sql.shuffle.partitions", 4)
    val rows = spark.range(0, 2000, 1, 8).select(concat(col("id") % 10, lit(":"), format_string("%05d", col("id")))
      .as("event"), (col("id") % 10).cast("string").as("routing_key"), timestamp_seconds(col("id")).as("a time"))
      .orderBy(rand(7))
    for (inCatalog <- Seq(true, false)) {
      val stream: String = newStream(segments = 3)
      val options = Map(distributed, "event_time_column" -> "a time")
      if (inCatalog) rows.writeTo(s"pravega.`$scope`.`$stream`").options(options).append()
      else writer(rows, stream, options.toSeq: _*).save()
      val byKey = readAll(stream).groupBy(_.takeWhile(_ != ':'))
      byKey should have size 10
      byKey.values.foreach(events => events shouldBe events.sorted)
    }
  }

  test("rows without names of columns, and rows without keys, are distributed in a catalog, too") {
    val stream: String = newStream(segments = 4)
    spark.conf.set("spark.sql.catalog.pravega.distribute_by_routing_key", "true")
    try spark.sql(s"INSERT INTO pravega.`$scope`.`$stream` VALUES ('a', 'k'), ('b', null), ('c', 'k')")
    finally spark.conf.unset("spark.sql.catalog.pravega.distribute_by_routing_key")
    readAll(stream) should contain theSameElementsAs Seq("a", "b", "c")
  }

  test("rows of a table whose key column is no string are distributed by its values") {
    spark.conf.set("spark.sql.shuffle.partitions", 4)
    val table = s"pravega.`$scope`.counted"
    spark.sql(s"CREATE TABLE $table (n BIGINT, at TIMESTAMP) CLUSTERED BY (n) INTO 3 BUCKETS " +
      "TBLPROPERTIES (event_format = 'csv', timestampFormat = 'HH:mm:ss')")
    spark.range(0, 2000, 1, 8).select(col("id") % 10 as "n", timestamp_seconds(col("id")) as "at").orderBy(rand(7))
      .writeTo(table).options(Map(distributed, "event_time_column" -> "at")).append()
    val byKey = readAll("counted").groupBy(_.takeWhile(_ != ','))
    byKey should have size 10
    byKey.values.foreach(events => events shouldBe events.sorted)
  }

  private def write(frame: StructType, options: (String, String)*): Write = {
    val all = new CaseInsensitiveStringMap((Map("scope" -> "s", "stream" -> "t") ++ options).asJava)
    val info = new LogicalWriteInfo {
      override def options: CaseInsensitiveStringMap = all
      override def queryId: String = "query"
      override def schema: StructType = frame
    }
    new PravegaWriteBuilder(PravegaClients.SHARED, WriteOptions.from(all), FormatOptions.from(all), info,
      new LastCommit, frame, false).build()
  }

  private val event = new StructType().add("event", DataTypes.StringType)
  private val keyed = event.add("routing_key", DataTypes.StringType)

  test("without the option nothing is asked of Spark, so that its plan stays as it is") {
    write(keyed) should not be a[RequiresDistributionAndOrdering]
    write(keyed, distributed) shouldBe a[RequiresDistributionAndOrdering]
  }

  test("frames without routing keys are refused") {
    the[IllegalArgumentException] thrownBy write(event, distributed) should have message
      "Cannot write to Pravega with distribute_by_routing_key: column 'routing_key', a string, is missing"
    the[IllegalArgumentException] thrownBy write(event, distributed, "event_format" -> "csv") should have message
      "Cannot write to Pravega with distribute_by_routing_key: routing_key_column is not set"
  }

  test("the function bucket tells the segment of a key in a stream that was never scaled") {
    val stream: String = newStream(segments = 8)
    val keys = (0 until 100).map(i => s"key$i")
    writeKeyed(stream, keys.map(key => key -> key): _*)
    val rows = keys.map(k => s"('$k')").mkString(", ")
    val bucket = spark.sql(s"SELECT pravega.bucket(8, k) FROM VALUES $rows AS t(k)").collect().map(_.getInt(0)).toSeq
    val segments = readEvents(stream).map(event => event.text -> event.segmentId.toInt).toMap
    keys.map(segments) shouldBe bucket
  }
}
