// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.util.concurrent.{CountDownLatch, LinkedBlockingQueue, TimeUnit}

import io.pravega.connectors.spark.client.EventFormat
import org.apache.spark.TaskContext
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.execution.{CommandResultExec, QueryExecution, SparkPlan}
import org.apache.spark.sql.functions._
import org.apache.spark.sql.util.QueryExecutionListener
import org.scalatest.funsuite.AnyFunSuite

class BatchWriteSuite extends AnyFunSuite with WriteFixture {
  import implicits._

  private def numbers(n: Int) = spark.range(0, n, 1, 4).select(col("id").cast("string").as("event"))

  private def texts(n: Int) = (0 until n).map(_.toString)

  /** A frame that fails in its last partition, when the other three have been written. */
  private def failing(n: Int) = {
    OtherTasks.reset()
    numbers(n).as[String].mapPartitions { rows =>
      val last = TaskContext.getPartitionId() == 3
      if (last) OtherTasks.await() else OtherTasks.countThisOneWhenItEnds()
      rows.map(row => if (last) throw new IllegalStateException("on purpose") else row)
    }.toDF("event")
  }

  test("strings and bytes are written as they are, with and without routing key; other columns are ignored") {
    val strings = newStream(segments = 4)
    val rows = Seq(("", "k", 1), ("ä", null, 2), ("b", "k", 3))
    writer(rows.toDF("EVENT", "Routing_Key", "more").coalesce(1), strings).save()
    readAll(strings) should contain theSameElementsAs Seq("", "ä", "b")
    val bytes = newStream()
    writer(Seq(Array[Byte](), Array[Byte](0, -1)).toDF("event").coalesce(1), bytes).save()
    readEvents(bytes).map(_.bytes.toSeq) should contain theSameElementsAs Seq(Seq.empty, Seq[Byte](0, -1))
  }

  test("events of one routing key go to one segment, as with Pravega's own writer") {
    val stream: String = newStream(segments = 4)
    val keyed = (0 until 40).map(i => (s"k$i", s"connector $i"))
    writeKeyed(stream, keyed.map { case (key, _) => key -> s"client $key" }: _*)
    writer(keyed.toDF("routing_key", "event"), stream).save()
    val events = readEvents(stream)
    def segments(prefix: String) = events.filter(_.text.startsWith(prefix))
      .map(event => event.text.stripPrefix(prefix) -> event.segmentId).toMap
    segments("connector ") shouldBe segments("client k")
  }

  test("a sorted frame keeps its order") {
    val stream = newStream()
    val frame = spark.range(0, 1000, 1, 3).select(col("id"), format_string("%05d", col("id")).as("event"))
      .withColumn("routing_key", lit("k")).repartitionByRange(20, col("id").desc).sortWithinPartitions(col("id").desc)
    frame.rdd.getNumPartitions shouldBe 20
    writer(frame, stream).save()
    readAll(stream) shouldBe (0 until 1000).reverse.map(i => f"$i%05d")
  }

  test("a failed job leaves nothing that can be read") {
    val stream: String = newStream(segments = 2)
    writeEvents(stream, "before")
    messages(intercept[Exception](writer(failing(100), stream).save())) should include("on purpose")
    readAll(stream) shouldBe Seq("before")
  }

  test("failed tasks are repeated, and what they wrote before is not in the stream") {
    val stream: String = newStream(segments = 2)
    val frame = numbers(100).as[String].mapPartitions { rows =>
      val fails = TaskContext.get().attemptNumber() < 2
      rows.zipWithIndex.map { case (row, i) =>
        if (fails && i == 20) throw new IllegalStateException("on purpose") else row
      }
    }.toDF("event")
    writer(frame, stream).save()
    readAll(stream) should contain theSameElementsAs texts(100)
  }

  test("overwriting deletes what was there before") {
    val stream: String = newStream(segments = 2)
    writeKeyed(stream, (0 until 20).map(i => s"k$i" -> s"old $i"): _*)
    writer(numbers(50), stream).mode("overwrite").save()
    readAll(stream) should contain theSameElementsAs texts(50)
    writer(numbers(0), stream).mode("overwrite").save()
    readAll(stream) shouldBe empty
  }

  test("overwriting at least once deletes what was there before") {
    val stream: String = newStream(segments = 2)
    writeKeyed(stream, (0 until 20).map(i => s"k$i" -> s"old $i"): _*)
    writer(numbers(50), stream, "exactly_once" -> "false").mode("overwrite").save()
    readAll(stream) should contain theSameElementsAs texts(50)
  }

  test("a job that fails to overwrite takes nothing away") {
    val stream: String = newStream(segments = 2)
    writeEvents(stream, "old")
    intercept[Exception](writer(failing(100), stream).mode("overwrite").save())
    readAll(stream) shouldBe Seq("old")
  }

  test("at least once, all is written, and what a failed job wrote stays") {
    val stream: String = newStream(segments = 2)
    writer(numbers(100), stream, "exactly_once" -> "false").save()
    readAll(stream) should contain theSameElementsAs texts(100)
    intercept[Exception](writer(failing(100), stream, "exactly_once" -> "false").save())
    readAll(stream).size should (be >= 175)
  }

  test("at least once, a write that fails fails the job") {
    val stream = newStream()
    sealStream(stream)
    for (exactlyOnce <- Seq("false")) {
      val e = intercept[Exception](writer(numbers(10), stream, "exactly_once" -> exactlyOnce).save())
      messages(e) should (include("Cannot") and include(stream))
    }
  }

  test("a null event is refused, with its partition and a remedy") {
    val stream = newStream()
    val frame = Seq[(String, Int)](("a", 1), (null, 2)).toDF("event", "n").coalesce(1)
    val message = messages(intercept[Exception](writer(frame, stream).save()))
    message should (include("partition 0") and include("'event' is null") and include("coalesce"))
    readAll(stream) shouldBe empty
  }

  test("an event may have 8 MiB, and no byte more") {
    val stream = newStream()
    val limit = EventFormat.MAX_PAYLOAD_BYTES
    def frame(length: Int) = Seq(1).toDF("n").select(expr(s"repeat('x', $length)").as("event"))
    writer(frame(limit), stream).save()
    readEvents(stream).map(_.bytes.length) shouldBe Seq(limit)
    messages(intercept[Exception](writer(frame(limit + 1), stream).save())) should
      (include(s"${limit + 1} bytes") and include(s"at most $limit bytes"))
    readEvents(stream) should have size 1
  }

  test("a frame without event, or with columns of other types, is refused before the job") {
    val stream = newStream()
    def refusal(frame: DataFrame) = messages(intercept[Exception](writer(frame, stream).save()))
    refusal(Seq(1).toDF("n")) should (include("Cannot write to Pravega: column 'event'") and include("missing"))
    refusal(Seq(1).toDF("event")) should include("column 'event' is int, expected a string or binary")
    refusal(Seq(("a", 1)).toDF("event", "routing_key")) should include("column 'routing_key' is int, expected a string")
    refusal(Seq(("a", "b")).toDF("event", "Event")) should include("2 times")
  }

  test("a version is written once however often it is tried, and an older one not at all") {
    val stream: String = newStream(segments = 2)
    def write(event: String, app: String, version: Int): Unit =
      writer(Seq(event).toDF("event"), stream, "txn_app_id" -> app, "txn_version" -> version.toString).save()
    write("a", "app", 1)
    write("a again", "app", 1)
    write("b", "app", 3)
    write("c, too late", "app", 2)
    write("d", "other app", 2)
    readAll(stream) should contain theSameElementsAs Seq("a", "b", "d")
  }

  test("a version that failed is written when it is tried again") {
    val stream: String = newStream(segments = 2)
    val options = Seq("txn_app_id" -> "app", "txn_version" -> "0")
    intercept[Exception](writer(failing(100), stream, options: _*).save())
    writer(numbers(100), stream, options: _*).save()
    readAll(stream) should contain theSameElementsAs texts(100)
  }

  test("a version cannot overwrite") {
    val options = Seq("txn_app_id" -> "app", "txn_version" -> "0")
    messages(intercept[Exception](writer(numbers(1), newStream(), options: _*).mode("overwrite").save())) should
      include("Cannot overwrite stream")
  }

  test("Spark shows transactions, events and bytes of a write") {
    val stream: String = newStream(segments = 2)
    val listener = new QueryPlans
    spark.listenerManager.register(listener)
    try {
      writer(numbers(1000).union(numbers(0)), stream).save()
      val shown = listener.metrics("eventsWritten")
      shown("transactions") shouldBe 4
      shown("eventsWritten") shouldBe 1000
      shown("bytesWritten") shouldBe texts(1000).map(_.length).sum
    } finally spark.listenerManager.unregister(listener)
  }

  test("what was written is shown in groups of digits and in units, and by name in plans") {
    new SinkMetrics.Events().aggregateTaskMetrics(Array(1000L, 234567L)) shouldBe "235,567"
    SinkMetrics.supported.mkString(" ") shouldBe
      "transactions transactionSegments eventsWritten bytesWritten commitTimeMs"
    def shown(values: Long*) = new SinkMetrics.Bytes().aggregateTaskMetrics(values.toArray)
    shown() shouldBe "0 B"
    shown(1000, 23) shouldBe "1023 B"
    shown(1024, 512) shouldBe "1.5 KiB"
    shown(5L << 30) shouldBe "5.0 GiB"
  }

  test("a commit is done when its events can be read") {
    val stream: String = newStream(segments = 2)
    for (i <- 1 to 10) {
      writer(numbers(10), stream).save()
      readAll(stream) should have size (10 * i)
    }
  }
}

/** Keeps the metrics of plans that ended. */
private final class QueryPlans extends QueryExecutionListener {
  private val seen = new LinkedBlockingQueue[Map[String, Long]]

  override def onSuccess(function: String, execution: QueryExecution, nanos: Long): Unit =
    execution.executedPlan.foreach {
      case command: CommandResultExec => command.commandPhysicalPlan.foreach(plan => seen.put(values(plan)))
      case plan => seen.put(values(plan))
    }

  override def onFailure(function: String, execution: QueryExecution, failure: Exception): Unit = ()

  private def values(plan: SparkPlan) = plan.metrics.map { case (name, metric) => name -> metric.value }

  /** Of the next plan that has a metric of this name. */
  def metrics(name: String): Map[String, Long] = {
    val next = seen.poll(30, TimeUnit.SECONDS)
    if (next == null) throw new NoSuchElementException(s"no plan with $name ended")
    if (next.contains(name)) next else metrics(name)
  }
}

/** Tells a task when the three beside it have ended; tasks run in this JVM. */
private object OtherTasks {
  @volatile private var running: CountDownLatch = _

  def reset(): Unit = running = new CountDownLatch(3)

  def countThisOneWhenItEnds(): Unit = {
    val latch = running
    TaskContext.get().addTaskCompletionListener[Unit](_ => latch.countDown())
  }

  def await(): Unit = require(running.await(60, TimeUnit.SECONDS), "the other tasks have not ended")
}
