// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.time.Duration
import java.util.{Optional, OptionalInt, OptionalLong}

import org.scalatest.funsuite.AnyFunSuite

class ReadOptionsSuite extends AnyFunSuite with OptionsFixture {

  private def read(options: (String, String)*): ReadOptions = ReadOptions.from(given(stream ++ options: _*))

  test("defaults") {
    val options = read()
    assert(options.connection === ConnectionOptions.from(given()))
    assert(options.scope === "s")
    assert(options.stream === "t")
    assert(options.startStreamCut === Optional.empty)
    assert(options.endStreamCut === Optional.empty)
    assert(options.maxBytesPerTrigger === OptionalLong.empty)
    assert(options.minBytesPerTrigger === OptionalLong.empty)
    assert(options.maxTriggerDelay === Duration.ofMinutes(15))
    assert(options.maxPartitions === OptionalInt.empty)
    assert(options.failOnDataLoss)
  }

  test("each option arrives, also after serialisation") {
    val options = serializedAndBack(read("controller" -> "tcp://h:1", "start_stream_cut" -> "latest",
      "end_stream_cut" -> "unbounded", "approx_bytes_per_trigger" -> "2m", "min_bytes_per_trigger" -> "1m",
      "max_trigger_delay" -> "30s", "max_partitions" -> "7", "failOnDataLoss" -> "false"))
    assert(options.connection === ConnectionOptions.from(given("controller" -> "tcp://h:1")))
    assert(options.startStreamCut === Optional.of("latest"))
    assert(options.endStreamCut === Optional.of("unbounded"))
    assert(options.maxBytesPerTrigger === OptionalLong.of(2 << 20))
    assert(options.minBytesPerTrigger === OptionalLong.of(1 << 20))
    assert(options.maxTriggerDelay === Duration.ofSeconds(30))
    assert(options.maxPartitions === OptionalInt.of(7))
    assert(!options.failOnDataLoss)
  }

  test("a minimum above the maximum is refused, an equal one is not") {
    val message = intercept[IllegalArgumentException](
      read("min_bytes_per_trigger" -> "2k", "max_bytes_per_trigger" -> "1k")).getMessage
    assert(message === "Cannot wait for min_bytes_per_trigger of 2048 bytes: " +
      "max_bytes_per_trigger allows only 1024 bytes")
    assert(read("min_bytes_per_trigger" -> "1k", "max_bytes_per_trigger" -> "1k").minBytesPerTrigger ===
      OptionalLong.of(1024))
  }
}
