// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.time.Duration
import java.util.{Optional, OptionalInt, OptionalLong}

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.stream.{Cut, ReadPoint, StreamId}
import org.scalatest.funsuite.AnyFunSuite

class ReadOptionsSuite extends AnyFunSuite with OptionsFixture {

  private def read(options: (String, String)*): ReadOptions = ReadOptions.from(given(stream ++ options: _*))

  test("defaults") {
    val options = read()
    assert(options.connection === ConnectionOptions.from(given()))
    assert(options.stream === new StreamId("s", "t"))
    assert(options.start === Optional.empty)
    assert(options.end === Optional.empty)
    assert(options.maxBytesPerTrigger === OptionalLong.empty)
    assert(options.minBytesPerTrigger === OptionalLong.empty)
    assert(options.maxTriggerDelay === Duration.ofMinutes(15))
    assert(options.maxPartitions === OptionalInt.empty)
    assert(options.failOnDataLoss)
  }

  test("each option arrives") {
    val options = read("controller" -> "tcp://h:1", "start_stream_cut" -> "latest",
      "end_stream_cut" -> "unbounded", "approx_bytes_per_trigger" -> "2m", "min_bytes_per_trigger" -> "1m",
      "max_trigger_delay" -> "30s", "max_partitions" -> "7", "failOnDataLoss" -> "false")
    assert(options.connection === ConnectionOptions.from(given("controller" -> "tcp://h:1")))
    assert(options.start === Optional.of(new ReadPoint.Latest))
    assert(options.end === Optional.of(new ReadPoint.Unbounded))
    assert(options.maxBytesPerTrigger === OptionalLong.of(2 << 20))
    assert(options.minBytesPerTrigger === OptionalLong.of(1 << 20))
    assert(options.maxTriggerDelay === Duration.ofSeconds(30))
    assert(options.maxPartitions === OptionalInt.of(7))
    assert(!options.failOnDataLoss)
  }

  test("a stream cut is taken as a start and as an end") {
    val text = cutOf(new StreamId("s", "t")).toText
    val at = Optional.of(new ReadPoint.At(cutOf(new StreamId("s", "t"))))
    assert(read("start_stream_cut" -> text).start === at)
    assert(read("end_stream_cut" -> text).end === at)
  }

  test("a point that is no cut, or another stream's, is refused, naming the option") {
    for (option <- Seq("start_stream_cut", "end_stream_cut")) {
      val nonsense = intercept[IllegalArgumentException](read(option -> "nonsense")).getMessage
      assert(nonsense.startsWith(s"Invalid $option 'nonsense': expected "), nonsense)
      val text = cutOf(new StreamId("s", "other")).toText
      assert(intercept[IllegalArgumentException](read(option -> text)).getMessage ===
        s"Invalid $option '$text': expected a stream cut of stream s/t, but it is one of s/other")
    }
    assert(intercept[IllegalArgumentException](read("end_stream_cut" -> "earliest")).getMessage ===
      "Invalid end_stream_cut 'earliest': expected latest, unbounded or a stream cut")
  }

  private def cutOf(stream: StreamId): Cut = Cut.of(stream, Map(Long.box(0) -> Long.box(7)).asJava)

  test("a minimum above the maximum is refused, an equal one is not") {
    val message = intercept[IllegalArgumentException](
      read("min_bytes_per_trigger" -> "2k", "max_bytes_per_trigger" -> "1k")).getMessage
    assert(message === "Cannot wait for min_bytes_per_trigger of 2048 bytes: " +
      "max_bytes_per_trigger allows only 1024 bytes")
    assert(read("min_bytes_per_trigger" -> "1k", "max_bytes_per_trigger" -> "1k").minBytesPerTrigger ===
      OptionalLong.of(1024))
  }
}
