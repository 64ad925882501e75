// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.read.ReadFixture.AvailableNow
import io.pravega.connectors.spark.stream.Cut
import org.apache.spark.sql.streaming.StreamingQuery
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** What checkpoints and progress reports tell of positions, and what can be done with it. */
class PositionsSuite extends AnyFunSuite with ReadFixture with Matchers {

  private val fromHead = "start_stream_cut" -> "earliest"

  private def lastOffset(reading: Reading): String = {
    val files = Files.list(Path.of(reading.checkpoint, "offsets"))
    val last = try files.iterator.asScala.map(_.getFileName.toString).filter(_.forall(_.isDigit)).map(_.toInt).max
    finally files.close()
    Files.readAllLines(Path.of(reading.checkpoint, "offsets", last.toString)).get(2)
  }

  private def endOffset(query: StreamingQuery): String = query.lastProgress.sources.head.endOffset

  private def twoSegments(): String = {
    val stream = newStream(segments = 2)
    writeKeyed(stream, (1 to 20).map(n => s"key$n" -> s"$n"): _*)
    stream
  }

  test("checkpoints, the start of the query and progress reports have positions by stream and segment") {
    val stream = twoSegments()
    val reading = new Reading(stream, AvailableNow, fromHead)
    val query = reading.run()
    val offsets = Cut.parse(tailCut(stream)).offsets
    val (first, second) = (offsets.get(0L), offsets.get(1L))
    val expected = s"""{"version":1,"$scope/$stream":{"0.#epoch.0":$first,"1.#epoch.0":$second}}"""
    lastOffset(reading) shouldBe expected
    endOffset(query) shouldBe expected
    query.lastProgress.sources.head.latestOffset shouldBe expected
    Files.readAllLines(Path.of(reading.checkpoint, "sources", "0", "start-stream-cut")).asScala shouldBe
      Seq("v1", s"""{"version":1,"$scope/$stream":{"0.#epoch.0":0,"1.#epoch.0":0}}""")
  }

  test("what a progress report prints as the end of a query is where another one starts, or ends") {
    val stream = twoSegments()
    scaleTo(stream, 3)
    writeKeyed(stream, (21 to 40).map(n => s"key$n" -> s"$n"): _*)
    val first = new Reading(stream, AvailableNow, fromHead)
    val query = first.run()
    val end = endOffset(query)
    end should include("read_from")
    writeKeyed(stream, "key" -> "41", "key" -> "42")

    val second = new Reading(stream, AvailableNow, "start_stream_cut" -> end)
    second.run()
    second.read shouldBe Seq("41", "42")
    texts(batchFrame(stream, "start_stream_cut" -> end)) shouldBe Seq("41", "42")
    texts(batchFrame(stream, "end_stream_cut" -> end)) should contain theSameElementsAs (1 to 40).map(_.toString)
    // As it stands in the whole report, which Spark breaks into lines.
    val printed = "(?s)\"endOffset\" : (.*?),\\s*\"latestOffset\"".r
      .findFirstMatchIn(query.lastProgress.prettyJson).get.group(1)
    printed.linesIterator.size should be > 5
    texts(batchFrame(stream, "start_stream_cut" -> printed)) shouldBe Seq("41", "42")
  }

  test("positions of another stream are refused") {
    val (one, other) = (twoSegments(), twoSegments())
    val end = endOffset(new Reading(one, AvailableNow, fromHead).run())
    intercept[IllegalArgumentException](batchFrame(other, "start_stream_cut" -> end).collect()).getMessage shouldBe
      s"Invalid start_stream_cut '$end': expected a stream cut of stream $scope/$other, but it is one of $scope/$one"
  }
}
