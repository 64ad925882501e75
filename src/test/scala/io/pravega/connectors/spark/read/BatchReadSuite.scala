// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.util.OptionalInt

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.stream.{SegmentSlice, StreamId}
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.types._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class BatchReadSuite extends AnyFunSuite with Matchers with ReadFixture {

  /** A batch's range is fixed when its size is asked for, or else when it is run. */
  private def fixRange(frame: DataFrame): Unit = frame.queryExecution.optimizedPlan.stats

  test("the columns are those of the old connector, and say where each event is") {
    val stream = newStream(segments = 2)
    writeKeyed(stream, (1 to 20).map(i => s"key$i" -> s"event $i"): _*)
    val frame = batchFrame(stream)
    frame.schema shouldBe StructType(Seq(StructField("event", BinaryType), StructField("scope", StringType),
      StructField("stream", StringType), StructField("segment_id", LongType), StructField("offset", LongType)))
    val rows = frame.collect().map(row => (new String(row.getAs[Array[Byte]](0)), row.getString(1), row.getString(2),
      row.getLong(3), row.getLong(4)))
    rows should contain theSameElementsAs
      readEvents(stream).map(e => (e.text, scope, stream, e.segmentId, e.offset))
  }

  test("each choice of columns gives the right values") {
    val stream = newStream(segments = 2)
    writeKeyed(stream, (1 to 50).map(i => s"key$i" -> "x" * i): _*)
    val stored = readEvents(stream)
    val frame = batchFrame(stream)
    frame.count() shouldBe 50
    frame.selectExpr("sum(length(event))").head.getLong(0) shouldBe 50 * 51 / 2
    frame.select("offset").collect().map(_.getLong(0)) should contain theSameElementsAs stored.map(_.offset)
    frame.select("stream", "event", "segment_id").collect().map(row =>
      (row.getString(0), new String(row.getAs[Array[Byte]](1)), row.getLong(2))) should contain theSameElementsAs
      stored.map(e => (stream, e.text, e.segmentId))
    frame.select("scope").distinct().collect().map(_.getString(0)) shouldBe Array(scope)
    frame.groupBy("event").count().where("count > 1").count() shouldBe 0
  }

  test("hidden columns come when they are named") {
    val stream = newStream()
    writeEvents(stream, "abc", "")
    scaleTo(stream, 2)
    writeKeyed(stream, "key" -> "abcde")
    val rows = batchFrame(stream).selectExpr("event_size", "segment_number", "segment_epoch", "segment_id").collect()
    rows.map { row =>
      (row.getInt(0), row.getInt(1) + (row.getInt(2).toLong << 32) == row.getLong(3), row.getInt(2))
    } shouldBe Array((3, true, 0), (0, true, 0), (5, true, 1))
  }

  test("events of no bytes and of 8 MiB are read") {
    val stream = newStream()
    val sizes = Seq(0, 8 * 1024 * 1024 - 8, 1, 0, 3 * 1024 * 1024, 100000)
    writeBytes(stream, sizes.map(size => (null, Array.fill(size)('x'.toByte))))
    batchFrame(stream).selectExpr("length(event)").collect().map(_.getInt(0)) shouldBe sizes
  }

  test("a batch reads from cut to cut, by default all") {
    val stream = newStream()
    writeEvents(stream, "a")
    val from = tailCut(stream)
    writeEvents(stream, "b")
    val to = tailCut(stream)
    writeEvents(stream, "c")
    texts(batchFrame(stream)) shouldBe Seq("a", "b", "c")
    texts(batchFrame(stream, "start_stream_cut" -> from, "end_stream_cut" -> to)) shouldBe Seq("b")
    texts(batchFrame(stream, "start_stream_cut" -> "earliest", "end_stream_cut" -> to)) shouldBe Seq("a", "b")
    texts(batchFrame(stream, "start_stream_cut" -> from, "end_stream_cut" -> "unbounded")) shouldBe Seq("b", "c")
    texts(batchFrame(stream, "start_stream_cut" -> "latest")) shouldBe Seq()
    texts(batchFrame(stream, "start_stream_cut" -> from, "end_stream_cut" -> from)) shouldBe Seq()
  }

  test("bad cuts are refused when the query is built") {
    val stream = newStream()
    val other = newStream()
    writeEvents(stream, "a")
    val head = headCut(stream)
    val tail = tailCut(stream)
    def refusal(options: (String, String)*): String =
      intercept[IllegalArgumentException](batchFrame(stream, options: _*).queryExecution.optimizedPlan).getMessage
    refusal("start_stream_cut" -> "yesterday") should startWith("Invalid start_stream_cut 'yesterday': expected")
    refusal("end_stream_cut" -> "earliest") should startWith("Invalid end_stream_cut 'earliest': expected")
    refusal("start_stream_cut" -> headCut(other)) should include(s"expected a stream cut of stream $scope/$stream")
    refusal("start_stream_cut" -> tail, "end_stream_cut" -> head) should include("the end not to lie before the start")
    intercept[IllegalArgumentException] {
      batchFrame(stream, "start_stream_cut" -> "latest", "end_stream_cut" -> head).collect()
    }.getMessage should include("the end not to lie before the start")
  }

  test("a stream that does not exist is not read, and not created") {
    val error = intercept[IllegalArgumentException](batchFrame("missing").collect())
    error.getMessage should startWith(s"Cannot read stream '$scope/missing': it does not exist")
    streamExists("missing") shouldBe false
  }

  test("a scaled stream is read in order, predecessors first") {
    val stream = newStream()
    writeKeyed(stream, (1 to 10).map(i => "key" -> s"$i"): _*)
    scaleTo(stream, 3)
    writeKeyed(stream, (11 to 20).map(i => "key" -> s"$i"): _*)
    scaleTo(stream, 2)
    writeKeyed(stream, (21 to 30).map(i => "key" -> s"$i"): _*)
    texts(batchFrame(stream)) shouldBe (1 to 30).map(_.toString)
    texts(batchFrame(stream, "max_partitions" -> "1")) shouldBe (1 to 30).map(_.toString)
  }

  test("a sealed stream is read to its end") {
    val stream = newStream(segments = 2)
    writeKeyed(stream, (1 to 10).map(i => s"key$i" -> s"$i"): _*)
    sealStream(stream)
    texts(batchFrame(stream)) should contain theSameElementsAs (1 to 10).map(_.toString)
  }

  test("many small segments become few partitions, at most as many as asked for") {
    val stream = newStream(segments = 16)
    writeKeyed(stream, (1 to 200).map(i => s"key$i" -> s"$i"): _*)
    batchFrame(stream).rdd.getNumPartitions should (be <= 2)
    batchFrame(stream, "max_partitions" -> "1").rdd.getNumPartitions shouldBe 1
    batchFrame(stream).count() shouldBe 200
  }

  test("large segments become more partitions than the cluster has cores, which may come when they are needed") {
    spark.sparkContext.defaultParallelism shouldBe 2
    val id = new StreamId(scope, "large")
    def partitions(count: Int, megabytes: Long, max: OptionalInt = OptionalInt.empty): Int = {
      val slices = (0 until count).map(segment => new SegmentSlice(id, segment, 0, megabytes << 20))
      Packing.partitions(slices.asJava, java.util.Map.of(), max).length
    }
    partitions(20, megabytes = 64) shouldBe 10
    partitions(20, megabytes = 1024) shouldBe 20
    partitions(20, megabytes = 4) shouldBe 2
    partitions(20, megabytes = 1024, OptionalInt.of(3)) shouldBe 3
  }

  test("the size of a batch is known before it is read") {
    val stream = newStream()
    writeEvents(stream, (1 to 10).map(_ => "x" * 92): _*)
    batchFrame(stream).queryExecution.optimizedPlan.stats.sizeInBytes shouldBe 1000
  }

  test("a limit stops each partition early") {
    val stream = newStream()
    writeEvents(stream, (1 to 1000).map(_.toString): _*)
    val frame = batchFrame(stream).limit(3)
    texts(frame) shouldBe Seq("1", "2", "3")
    val limited = batchFrame(stream).limit(3)
    limited.queryExecution.executedPlan.execute().count()
    limited.queryExecution.executedPlan.collectLeaves().head.metrics("pravegaEventsRead").value shouldBe 3
  }

  test("metrics count events, bytes and slices") {
    val stream = newStream(segments = 2)
    writeKeyed(stream, (1 to 100).map(i => s"key$i" -> "x" * 92): _*)
    val frame = batchFrame(stream)
    frame.queryExecution.executedPlan.execute().count()
    val metrics = frame.queryExecution.executedPlan.collectLeaves().head.metrics
    metrics("pravegaEventsRead").value shouldBe 100
    metrics("pravegaBytesRead").value shouldBe 10000
    metrics("pravegaSlicesRead").value shouldBe 2
    metrics("pravegaBytesSkipped").value shouldBe 0
  }

  test("the plan tells stream, range and limit") {
    val stream = newStream()
    val frame = batchFrame(stream, "start_stream_cut" -> "earliest").limit(7)
    frame.queryExecution.executedPlan.toString should
      include(s"pravega stream $scope/$stream from earliest, each partition up to 7 events")
  }

  test("truncated after planning: an error that names the option; or what is left is read and the rest counted") {
    val stream = newStream()
    writeEvents(stream, "a", "b")
    val cut = tailCut(stream)
    writeEvents(stream, "c")
    val strict = batchFrame(stream)
    val lenient = batchFrame(stream, "fail_on_data_loss" -> "false")
    Seq(strict, lenient).foreach(fixRange)
    truncateStream(stream, cut)
    dataLoss(strict.collect()).getMessage should (include(s"$scope/$stream") and include("0.#epoch.0") and
      include("fail_on_data_loss=false"))
    lenient.collect().map(row => new String(row.getAs[Array[Byte]](0))) shouldBe Array("c")
    lenient.queryExecution.executedPlan.collectLeaves().head.metrics("pravegaBytesSkipped").value shouldBe 18
  }

  test("truncated while being read: an error; or reading goes on behind what was truncated") {
    Seq(true, false).foreach { fail =>
      val stream = newStream()
      writeBytes(stream, (1 to 300).map(_ => (null, new Array[Byte](100000))))
      val cut = tailCut(stream)
      writeEvents(stream, "last")
      val frame = batchFrame(stream, "fail_on_data_loss" -> fail.toString)
      BatchReadSuite.onFirstEvent = () => truncateStream(stream, cut)
      def sizes() = frame.select("event").rdd.map { row =>
        BatchReadSuite.happen()
        row.getAs[Array[Byte]](0).length
      }.collect()
      if (fail) dataLoss(sizes()).getMessage should include("fail_on_data_loss=false")
      else {
        val read = sizes()
        read.length should (be > 1 and be < 150)
        read.last shouldBe 4
      }
    }
  }

  test("a cut before the head: an error, or reading begins at the head") {
    val stream = newStream(segments = 2)
    val from = headCut(stream)
    writeKeyed(stream, (1 to 10).map(i => s"key$i" -> s"old $i"): _*)
    scaleTo(stream, 1)
    truncateStream(stream, tailCut(stream))
    writeEvents(stream, "new")
    dataLoss(batchFrame(stream, "start_stream_cut" -> from).collect()).getMessage should
      include("fail_on_data_loss=false")
    texts(batchFrame(stream, "start_stream_cut" -> from, "fail_on_data_loss" -> "false")) shouldBe Seq("new")
  }

  test("deleted after planning: an error, or nothing") {
    val stream = newStream()
    writeEvents(stream, "a")
    val strict = batchFrame(stream)
    val lenient = batchFrame(stream, "fail_on_data_loss" -> "false")
    Seq(strict, lenient).foreach(fixRange)
    deleteStream(stream)
    dataLoss(strict.collect())
    lenient.collect() shouldBe Array()
  }
}

/** Tasks run in the suite's JVM. */
private object BatchReadSuite {
  @volatile var onFirstEvent: () => Unit = () => ()

  def happen(): Unit = synchronized {
    val event = onFirstEvent
    onFirstEvent = () => ()
    event()
  }
}
