// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.nio.file.{Files, Path}
import java.util.UUID

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client.pool.PravegaClients
import io.pravega.connectors.spark.options.WriteOptions
import io.pravega.connectors.spark.write.commit.{Digest, EpochRecord, TaskCommit}
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions._
import org.apache.spark.sql.streaming.StreamingQueryException
import org.apache.spark.sql.util.CaseInsensitiveStringMap
import org.scalatest.funsuite.AnyFunSuite

/** Frames whose column `stream` says to which of several streams a row goes. */
class SeveralStreamsWriteSuite extends AnyFunSuite with WriteFixture {
  import implicits._

  /** Streams that exist, of names with a common beginning. */
  private class Sink(names: String*) {
    val prefix: String = "several-" + UUID.randomUUID.toString.take(8)
    names.foreach(name => createStream(stream(name), 2))
    def stream(name: String): String = s"$prefix-$name"
    val list: String = names.map(stream).mkString(",")
    val pattern: Map[String, String] = Map("stream_pattern" -> s"$prefix-.*")
    def read(name: String): Seq[String] = readAll(stream(name))
  }

  private def options(sink: Map[String, String], more: (String, String)*) =
    Map("controller" -> controller, "scope" -> scope) ++ sink ++ more

  private def save(frame: DataFrame, sink: Map[String, String], more: (String, String)*): Unit =
    frame.write.format("pravega").mode("append").options(options(sink, more: _*)).save()

  private def refusal(frame: DataFrame, sink: Map[String, String], more: (String, String)*): String =
    messages(intercept[Exception](save(frame, sink, more: _*)))

  /** Even numbers go to stream `a`, odd ones to `b`. */
  private def rows(sink: Sink, numbers: Range): DataFrame =
    routed(sink, numbers.map(_.toString).toDF("event").repartition(3))

  private def routed(sink: Sink, events: DataFrame): DataFrame = events
    .withColumn("stream", concat(lit(sink.prefix), when(col("event") % 2 === 0, "-a").otherwise("-b")))
    .withColumn("routing_key", substring(col("event"), -1, 1))

  private def check(sink: Sink, numbers: Range): Unit = {
    sink.read("a") should contain theSameElementsAs numbers.filter(_ % 2 == 0).map(_.toString)
    sink.read("b") should contain theSameElementsAs numbers.filter(_ % 2 == 1).map(_.toString)
  }

  private def copy(in: String, sink: Sink, to: Map[String, String], checkpoint: Path, more: (String, String)*) =
    routed(sink, readStream(in).select(col("event").cast("string").as("event")).repartition(3))
      .writeStream.format("pravega").options(options(to, more: _*)).option("checkpointLocation", checkpoint.toString)

  private def write(stream: String, numbers: Range): Unit = writeEvents(stream, numbers.map(_.toString): _*)

  test("a query writes each epoch once to a list, or to a pattern, also when its checkpoint lost the last commit") {
    val sink = new Sink("a", "b", "unused")
    for (to <- Seq(Map("stream" -> sink.list), sink.pattern)) {
      Seq("a", "b").foreach(name => truncateStream(sink.stream(name), tailCut(sink.stream(name))))
      val (in, checkpoint) = (newStream(2), newCheckpoint())
      write(in, 0 until 40)
      val query = runToEnd(copy(in, sink, to, checkpoint))
      val metrics = query.recentProgress.map(_.sink.metrics).filter(_.containsKey("eventsWritten")).last
      metrics.get("eventsWritten") shouldBe "40"
      metrics.get("transactions").toInt should (be > 3 and be <= 6)
      forgetLastCommit(checkpoint)
      runToEnd(copy(in, sink, to, checkpoint))
      write(in, 40 until 60)
      runToEnd(copy(in, sink, to, checkpoint))
      check(sink, 0 until 60)
      sink.read("unused") shouldBe empty
    }
  }

  private def queryId(checkpoint: Path): String =
    "\"id\":\"([^\"]+)\"".r.findFirstMatchIn(Files.readString(checkpoint.resolve("metadata"))).get.group(1)

  test("an epoch that a driver had prepared for several streams is completed in all, also with another list") {
    val (sink, in, checkpoint) = (new Sink("a", "b", "c"), newStream(), newCheckpoint())
    write(in, 0 until 4)
    runToEnd(copy(in, sink, Map("stream" -> sink.list), checkpoint))
    // As if the next driver had died between PREPARED and its first commit.
    val tasks = Seq("a" -> 2, "c" -> 1).zipWithIndex.map { case ((name, events), partition) =>
      val transaction = openTransaction(sink.stream(name), Seq.fill(events)("key" -> "prepared"): _*)
      new TaskCommit(partition, sink.stream(name), transaction.getTxnId, new Digest(events, 8 * events, 1))
    }
    val entry = s"epoch/${queryId(checkpoint)}/$scope/*"
    val client = PravegaClients.SHARED.acquire(WriteOptions.from(
      new CaseInsensitiveStringMap(sinkOptions("any").asJava)).connection)
    try {
      val ledger = client.ledger(scope)
      ledger.write(entry, ledger.read(entry), EpochRecord.prepared(1, tasks.asJava, 0).toBytes)
      spark.read.format("pravega").options(options(Map("metadata" -> "CommitLedger"))).load()
        .where(col("query") === queryId(checkpoint)).select("stream", "epoch", "state", "transactions").as[
          (String, Long, String, Seq[String])].collect() shouldBe
        Seq(("*", 1, "PREPARED", tasks.map(task => s"${task.stream}/${task.transaction}")))
    } finally client.close()
    write(in, 4 until 7)
    val fewer = Map("stream" -> s"${sink.stream("a")},${sink.stream("b")}")
    runToEnd(copy(in, sink, fewer, checkpoint))
    sink.read("a") should contain theSameElementsAs Seq("0", "2", "prepared", "prepared")
    sink.read("c") shouldBe Seq("prepared")
    write(in, 7 until 9)
    runToEnd(copy(in, sink, fewer, checkpoint))
    sink.read("a") should contain("8")
    sink.read("b") should contain theSameElementsAs Seq("1", "3", "7")
    write(in, 9 until 10)
    // The other way would forget what is prepared under this name.
    val one = copy(in, sink, Map("stream" -> sink.stream("a")), checkpoint)
    messages(intercept[StreamingQueryException](runToEnd(one))) should include("has written to several streams before")
  }

  test("a batch is written to the streams of its rows, exactly once or at least once, and a version once") {
    val sink = new Sink("a", "b")
    val list = Map("stream" -> sink.list)
    save(rows(sink, 0 until 20), list)
    save(rows(sink, 20 until 30), sink.pattern, "exactly_once" -> "false")
    for (_ <- 1 to 2) save(rows(sink, 30 until 40), list, "txn_app_id" -> sink.prefix, "txn_version" -> "1")
    check(sink, 0 until 40)
  }

  test("a list creates the streams that are missing, a pattern none") {
    val sink = new Sink
    val list = Map("stream" -> s"${sink.stream("a")},${sink.stream("b")}")
    refusal(rows(sink, 0 until 4), sink.pattern) should
      include regex s"Cannot write stream '$scope/${sink.prefix}-[ab]': it does not exist, and stream_pattern creates"
    refusal(rows(sink, 0 until 4), list, "allow_create_stream" -> "false") should include("it does not exist")
    streamExists(sink.stream("a")) shouldBe false
    save(rows(sink, 0 until 4), list)
    check(sink, 0 until 4)
  }

  test("rows of no stream of the choice are refused, and nothing is written") {
    val sink = new Sink("a", "b")
    for ((to, name) <- Seq(Map("stream" -> sink.list) -> "c", sink.pattern -> "other", sink.pattern -> null)) {
      val frame = Seq((sink.stream("a"), "x"), (name, "y")).toDF("stream", "event").coalesce(1)
      refusal(frame, to) should include(s"Cannot write a row of partition 0 to Pravega: its column 'stream' is " +
        (if (name == null) "null" else s"'$name'") + ", expected the name of one of the streams '")
    }
    refusal(Seq("x").toDF("event"), sink.pattern) should include("column 'stream', a string, is missing")
    refusal(Seq(("x", 1)).toDF("event", "stream"), sink.pattern) should include("column 'stream' is int, expected")
    val frame = Seq(("a", "x")).toDF("stream", "event")
    refusal(frame, Map("stream" -> s"$scope/a,office/b")) should include(s"they are of scopes [$scope, office]")
    messages(intercept[Exception](frame.write.format("pravega").mode("overwrite").options(options(sink.pattern))
      .save())) should include("only one stream can be overwritten")
    sink.read("a") shouldBe empty
  }

  test("typed rows become events without the column, which is a field where there is one stream only") {
    val sink = new Sink("a", "b")
    val frame = Seq((sink.stream("a"), 1), (sink.stream("b"), 2)).toDF("stream", "n")
    save(frame, sink.pattern, "event_format" -> "json")
    Seq("a", "b").map(sink.read) shouldBe Seq(Seq("""{"n":1}"""), Seq("""{"n":2}"""))
    val one: String = newStream()
    save(frame, Map("stream" -> one), "event_format" -> "json")
    readAll(one) should contain(s"""{"stream":"${sink.stream("b")}","n":2}""")
    save(Seq(("elsewhere", "x")).toDF("stream", "event"), Map("stream" -> one))
    readAll(one) should contain("x")
  }

  test("rows of each key and stream come to one task, in order of their times, and the times are told to each stream") {
    val sink = new Sink("a", "b")
    val frame = rows(sink, 0 until 400).withColumn("at", timestamp_seconds(col("event").cast("int")))
    save(frame.orderBy(rand(7)), sink.pattern, "distribute_by_routing_key" -> "true", "event_time_column" -> "at")
    for (name <- Seq("a", "b"); (_, events) <- sink.read(name).groupBy(_.last))
      events.map(_.toInt) shouldBe sorted
    check(sink, 0 until 400)
  }
}
