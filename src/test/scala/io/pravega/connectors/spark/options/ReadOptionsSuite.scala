// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.time.{Duration, Instant}
import java.util.{Optional, OptionalInt, OptionalLong}

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.stream.{Cut, ReadPoint, StreamId, TimePoint}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class ReadOptionsSuite extends AnyFunSuite with OptionsFixture with Matchers {

  private def read(options: (String, String)*): ReadOptions = ReadOptions.from(given(stream ++ options: _*))

  test("defaults") {
    val options = read()
    options.connection shouldBe ConnectionOptions.from(given())
    options.stream shouldBe new StreamId("s", "t")
    options.start shouldBe Optional.empty
    options.end shouldBe Optional.empty
    options.maxBytesPerTrigger shouldBe OptionalLong.empty
    options.minBytesPerTrigger shouldBe OptionalLong.empty
    options.maxTriggerDelay shouldBe Duration.ofMinutes(15)
    options.maxPartitions shouldBe OptionalInt.empty
    options.failOnDataLoss shouldBe true
    options.retentionGroup shouldBe Optional.empty
    options.discoveryInterval shouldBe Duration.ofSeconds(60)
    options.timeBounds shouldBe false
  }

  test("each option arrives") {
    val options = read("controller" -> "tcp://h:1", "start_stream_cut" -> "latest",
      "end_stream_cut" -> "unbounded", "approx_bytes_per_trigger" -> "2m", "min_bytes_per_trigger" -> "1m",
      "max_trigger_delay" -> "30s", "max_partitions" -> "7", "failOnDataLoss" -> "false",
      "retention_group" -> "billing", "stream_discovery_interval" -> "5s", "time_bounds" -> "true")
    options.connection shouldBe ConnectionOptions.from(given("controller" -> "tcp://h:1"))
    options.start shouldBe Optional.of(new ReadPoint.Latest)
    options.end shouldBe Optional.of(new ReadPoint.Unbounded)
    options.maxBytesPerTrigger shouldBe OptionalLong.of(2 << 20)
    options.minBytesPerTrigger shouldBe OptionalLong.of(1 << 20)
    options.maxTriggerDelay shouldBe Duration.ofSeconds(30)
    options.maxPartitions shouldBe OptionalInt.of(7)
    options.failOnDataLoss shouldBe false
    options.retentionGroup shouldBe Optional.of("billing")
    options.discoveryInterval shouldBe Duration.ofSeconds(5)
    options.timeBounds shouldBe true
  }

  test("a stream cut in either form is taken as a start and as an end") {
    val cut = cutOf(new StreamId("s", "t"))
    val at = Optional.of(new ReadPoint.At(cut))
    for (text <- Seq(cut.toText, cut.toJson, s" ${cut.toJson} ", "\"" + cut.toText + "\"",
      s"""{"s/t":"${cut.toText}"}""")) {
      read("start_stream_cut" -> text).start shouldBe at
      read("end_stream_cut" -> text).end shouldBe at
    }
    read("start_stream_cut" -> """{"s/t":"latest"}""").start shouldBe Optional.of(new ReadPoint.Latest)
  }

  test("a point that is no cut, or another stream's, is refused, naming the option") {
    for (option <- Seq("start_stream_cut", "end_stream_cut")) {
      val nonsense = intercept[IllegalArgumentException](read(option -> "nonsense")).getMessage
      withClue(nonsense)(nonsense should startWith(s"Invalid $option 'nonsense': expected "))
      val other = cutOf(new StreamId("s", "other"))
      intercept[IllegalArgumentException](read(option -> other.toText)).getMessage shouldBe
        s"Invalid $option '${other.toJson}': expected a stream cut of stream s/t, but it is one of s/other"
      intercept[IllegalArgumentException](read(option -> """{"s/t":"latest","s/other":"latest"}""")).getMessage should
        endWith("expected a stream cut of stream s/t, but it is one of [s/other, s/t]")
    }
    intercept[IllegalArgumentException](read("end_stream_cut" -> "earliest")).getMessage shouldBe
      "Invalid end_stream_cut 'earliest': expected latest, unbounded or a stream cut"
  }

  private def several(options: (String, String)*): ReadOptions = ReadOptions.from(given(options: _*))

  private def refused(options: (String, String)*): String =
    intercept[IllegalArgumentException](several(options: _*)).getMessage

  private val list = Seq("scope" -> "s", "stream" -> "t,office/u")
  private val pattern = Seq("scope" -> "s", "stream_pattern" -> "t.*")

  test("several streams can start and end at a word, or each at a place of its own") {
    val places = """{"s/t":"latest","office/u":{"0.#epoch.0":7}}"""
    val each = new ReadPoint.Each(new java.util.TreeMap(Map(new StreamId("s", "t") -> new ReadPoint.Latest,
      new StreamId("office", "u") -> new ReadPoint.At(cutOf(new StreamId("office", "u")))).asJava))
    for (option <- Seq("start_stream_cut", "end_stream_cut")) {
      def point(given: (String, String)*) = {
        val options = several(given: _*)
        if (option == "start_stream_cut") options.start.get else options.end.get
      }
      point(list :+ option -> "latest": _*) shouldBe new ReadPoint.Latest
      point(list :+ option -> places: _*) shouldBe each
      point(pattern :+ option -> cutOf(new StreamId("s", "t1")).toText: _*) shouldBe a[ReadPoint.Each]
    }
  }

  test("a place in one of several streams, or in another than these, is refused") {
    val expected = "expected a word, or JSON with a place in each of the streams 's/t,office/u' and in no other"
    for (point <- Seq(cutOf(new StreamId("s", "t")).toText, """{"s/t":"latest"}""",
      """{"s/t":"latest","office/u":"latest","office/v":"latest"}""")) {
      val message = refused(list :+ "start_stream_cut" -> point: _*)
      message should startWith("Invalid start_stream_cut '")
      message should endWith(expected)
    }
    refused(pattern :+ "start_stream_cut" -> """{"s/u":"latest"}""": _*) should
      endWith("in each of the streams 's/t.*' and in no other")
  }

  test("a subscriber reads one stream") {
    refused(list :+ "retention_group" -> "billing": _*) shouldBe "Cannot use retention_group 'billing' with streams " +
      "'s/t,office/u': a subscriber tells what it has read of one stream"
  }

  test("a time is a start and an end, and excludes a stream cut") {
    val time = new TimePoint.Fixed(Instant.ofEpochSecond(7))
    read("start_time" -> "1970-01-01T00:00:07Z").start shouldBe
      Optional.of(new ReadPoint.AtTime(time, Optional.empty[ReadPoint]))
    read("start_time" -> "1970-01-01T00:00:07Z", "start_time_without_mark" -> "earliest").start shouldBe
      Optional.of(new ReadPoint.AtTime(time, Optional.of[ReadPoint](new ReadPoint.Earliest)))
    read("end_time" -> "1970-01-01T00:00:07Z").end shouldBe
      Optional.of(new ReadPoint.AtTime(time, Optional.of[ReadPoint](new ReadPoint.Latest)))
    intercept[IllegalArgumentException](read("start_time" -> "2h", "start_stream_cut" -> "latest")).getMessage shouldBe
      "Cannot use start_time together with start_stream_cut: both say where reading starts"
    intercept[IllegalArgumentException](read("end_time" -> "2h", "end_stream_cut" -> "latest")).getMessage shouldBe
      "Cannot use end_time together with end_stream_cut: both say where reading ends"
  }

  private def cutOf(stream: StreamId): Cut = Cut.of(stream, Map(Long.box(0) -> Long.box(7)).asJava)

  test("a minimum above the maximum is refused, an equal one is not") {
    val message = intercept[IllegalArgumentException](
      read("min_bytes_per_trigger" -> "2k", "max_bytes_per_trigger" -> "1k")).getMessage
    message shouldBe "Cannot wait for min_bytes_per_trigger of 2048 bytes: " +
      "max_bytes_per_trigger allows only 1024 bytes"
    read("min_bytes_per_trigger" -> "1k", "max_bytes_per_trigger" -> "1k").minBytesPerTrigger shouldBe
      OptionalLong.of(1024)
  }
}
