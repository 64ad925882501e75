// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog

import java.nio.file.Files
import java.sql.Timestamp

import io.pravega.connectors.spark.stream.{Cut, SegmentIds}
import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.streaming.Trigger

/** The tables that tell of a stream or a scope, by their names in the catalog and by option `metadata`. */
class SideTablesSuite extends CatalogFixture {

  test("where a stream begins and ends is a table of its own") {
    val stream = newStream()
    writeEvents(stream, "a")
    for (positions <- Seq(spark.table(s"${table(stream)}.positions"), metadata("StreamInfo", stream)))
      checkAnswer(positions, Row(Cut.parse(headCut(stream)).toText, Cut.parse(tailCut(stream)).toText))
  }

  test("segments tell their keys, their offsets and what follows them") {
    val stream = newStream(2)
    writeKeyed(stream, "k" -> "12345678")
    val written = streamInfo(stream).getTailStreamCut.asImpl.getPositions.values.stream.mapToLong(_.longValue).sum
    splitSegment(stream, 0)
    val (low, high) = (SegmentIds.of(2, 1), SegmentIds.of(3, 1))
    for (segments <- Seq(spark.table(s"${table(stream)}.segments"), metadata("Segments", stream))) {
      segments.columns shouldBe Array("segment_id", "segment_number", "segment_epoch", "key_from", "key_to",
        "start_offset", "end_offset", "sealed", "successors")
      checkAnswer(segments.drop("end_offset"), Seq(
        Row(0L, 0, 0, 0.0, 0.5, 0L, true, Seq(low, high)),
        Row(1L, 1, 0, 0.5, 1.0, 0L, false, Nil),
        Row(low, 2, 1, 0.0, 0.25, 0L, false, Nil),
        Row(high, 3, 1, 0.25, 0.5, 0L, false, Nil)))
      checkAnswer(segments.selectExpr("sum(end_offset)"), Row(written))
    }
    truncateStream(stream, tailCut(stream))
    val left = spark.table(s"${table(stream)}.segments")
    checkAnswer(left.select("segment_id", "key_from", "key_to"),
      Seq(Row(1L, 0.5, 1.0), Row(low, 0.0, 0.25), Row(high, 0.25, 0.5)))
    left.where("start_offset <> end_offset").count() shouldBe 0
  }

  test("segments of a sealed stream are all sealed, and nothing follows the last") {
    val stream = newStream(2)
    mergeSegments(stream, 0, 1)
    sealStream(stream)
    checkAnswer(spark.table(s"${table(stream)}.segments")
      .select("segment_number", "key_from", "key_to", "sealed", "successors"), Seq(
      Row(0, 0.0, 0.5, true, Seq(SegmentIds.of(2, 1))),
      Row(1, 0.5, 1.0, true, Seq(SegmentIds.of(2, 1))),
      Row(2, 0.0, 1.0, true, Nil)))
  }

  test("the commit ledger tells what queries and applications have committed") {
    val (source, target, batch) = (newStream(), newStream(), newStream())
    writeEvents(source, "a", "bc")
    val begin = System.currentTimeMillis()
    val query = spark.readStream.option("start_stream_cut", "earliest").table(table(source))
      .writeStream.option("checkpointLocation", Files.createTempDirectory("checkpoint").toString)
      .trigger(Trigger.AvailableNow).toTable(table(target))
    query.awaitTermination()
    import testImplicits._
    Seq("x").toDF("event").writeTo(table(batch)).option("txn_app_id", "the/app").option("txn_version", "7").append()
    val end = System.currentTimeMillis()
    val inCatalog = spark.table(s"$namespace.spark_commit_ledger")
    inCatalog.columns shouldBe Array("kind", "query", "stream", "epoch", "state", "transactions", "events", "bytes",
      "time")
    for (ledger <- Seq(inCatalog, metadata("CommitLedger", "any"))) {
      checkAnswer(ledger.where($"stream".isin(target, batch)).drop("time"), Seq(
        Row("epoch", query.id.toString, target, 0L, "DONE", Nil, 2L, 3L),
        Row("version", "the/app", batch, 7L, "DONE", Nil, 1L, 1L)))
      ledger.where($"stream" === target).select("time").as[Timestamp].head().getTime should
        (be >= begin and be <= end)
    }
    values(s"SELECT query FROM $namespace.spark_commit_ledger WHERE stream = '$batch'") shouldBe Seq("the/app")
  }

  test("a ledger that does not exist is empty, and is not created; its scope has to exist") {
    val name = scope + "-bare"
    spark.sql(s"CREATE NAMESPACE pravega.`$name`")
    values(s"SELECT count(*) FROM pravega.`$name`.spark_commit_ledger") shouldBe Seq("0")
    streamManager.deleteScope(name) shouldBe true
    refusal("SELECT * FROM pravega.nowhere.spark_commit_ledger") should
      include("Cannot read the commit ledger of scope 'nowhere': the scope does not exist")
  }

  test("the events with all columns in sight are a table, in batch and in streaming") {
    val stream = newStream()
    writeEvents(stream, "a", "bc")
    val all = s"${table(stream)}.events"
    spark.table(all).columns shouldBe Array("event", "scope", "stream", "segment_id", "offset")
    rows(s"SELECT cast(event AS string), offset, event_size FROM $all") shouldBe Seq(Seq("a", "0", "1"),
      Seq("bc", "9", "2"))
    val query = spark.readStream.option("start_stream_cut", "earliest").table(all)
      .selectExpr("cast(event AS string)", "stream", "offset")
      .writeStream.format("memory").queryName("all_columns").trigger(Trigger.AvailableNow).start()
    query.awaitTermination()
    checkAnswer(spark.table("all_columns"), Seq(Row("a", stream, 0L), Row("bc", stream, 9L)))
    spark.sql(s"INSERT INTO $all SELECT 'd' AS event")
    eventsOf(table(stream)) shouldBe Seq("a", "bc", "d")
  }

  test("they are not listed, and there are no others") {
    val stream = newStream()
    rows(s"SHOW TABLES IN $namespace").map(_(1)) should not contain "spark_commit_ledger"
    for (missing <- Seq(s"${table("nothing")}.positions", s"${table(stream)}.nothing", s"$namespace.spark_ledger"))
      withClue(missing)(refusal(s"SELECT * FROM $missing") should (include("NOT_FOUND") or include("not found")))
    for (dropped <- Seq(s"${table(stream)}.segments", s"${table(stream)}.events", s"$namespace.spark_commit_ledger"))
      refusal(s"DROP TABLE $dropped") should
        include(s"Cannot drop table $dropped: it tells of a stream or a scope and is none")
    refusal(s"INSERT INTO ${table(stream)}.segments SELECT 1") should include("segments of stream")
    streamExists(stream) shouldBe true
  }

  test("a schema that the user sets is refused unless it is the table's own") {
    val stream = newStream()
    def read(schema: String): DataFrame = spark.read.schema(schema).format("pravega").option("controller", controller)
      .option("scope", scope).option("stream", stream).option("metadata", "StreamInfo").load()
    read("head_stream_cut STRING, tail_stream_cut STRING").count() shouldBe 1
    refusalOf(read("event STRING").collect()) should include("Invalid schema 'event STRING': expected none or " +
      "'head_stream_cut STRING NOT NULL,tail_stream_cut STRING NOT NULL', which metadata=StreamInfo has")
  }
}
