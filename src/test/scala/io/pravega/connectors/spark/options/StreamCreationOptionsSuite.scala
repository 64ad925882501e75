// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.time.Duration
import java.util.{Optional, OptionalInt, OptionalLong}

import org.scalatest.funsuite.AnyFunSuite

class StreamCreationOptionsSuite extends AnyFunSuite with OptionsFixture {

  private def creation(options: (String, String)*): StreamCreationOptions =
    StreamCreationOptions.from(given(options: _*))

  private def refusal(options: (String, String)*): String =
    intercept[IllegalArgumentException](creation(options: _*)).getMessage

  test("defaults: a fixed stream of one segment that is kept for ever") {
    val options = creation()
    assert(options.allowCreateScope)
    assert(options.allowCreateStream)
    assert(options.segments === 1)
    assert(options.scaleFactor === 2)
    assert(options.targetRateKBytes === OptionalInt.empty)
    assert(options.targetRateEvents === OptionalInt.empty)
    assert(options.retentionTime === Optional.empty)
    assert(options.retentionBytes === OptionalLong.empty)
  }

  test("each option arrives") {
    val byBytes = creation("allow_create_scope" -> "false", "allow_create_stream" -> "false",
      "default_num_segments" -> "4", "default_scale_factor" -> "3",
      "default_segment_target_rate_bytes_per_sec" -> "10239",
      "default_retention_duration_milliseconds" -> "60000")
    assert(!byBytes.allowCreateScope)
    assert(!byBytes.allowCreateStream)
    assert(byBytes.segments === 4)
    assert(byBytes.scaleFactor === 3)
    assert(byBytes.targetRateKBytes === OptionalInt.of(9))
    assert(byBytes.retentionTime === Optional.of(Duration.ofMinutes(1)))

    val byEvents = creation("default_segment_target_rate_events_per_sec" -> "100",
      "default_retention_size_bytes" -> "10g")
    assert(byEvents.targetRateEvents === OptionalInt.of(100))
    assert(byEvents.retentionBytes === OptionalLong.of(10L << 30))
  }

  test("the greatest target rate fits") {
    assert(creation("default_segment_target_rate_bytes_per_sec" -> "2047g").targetRateKBytes ===
      OptionalInt.of(2047 << 20))
  }

  test("both target rates are refused") {
    assert(refusal("default_segment_target_rate_bytes_per_sec" -> "1m",
      "default_segment_target_rate_events_per_sec" -> "1") ===
      "Cannot use default_segment_target_rate_bytes_per_sec together with " +
        "default_segment_target_rate_events_per_sec: a stream scales either by bytes or by events")
  }

  test("both ways of retention are refused") {
    assert(refusal("default_retention_duration_milliseconds" -> "1d", "default_retention_size_bytes" -> "1g") ===
      "Cannot use default_retention_duration_milliseconds together with default_retention_size_bytes: " +
        "a stream is kept either for a time or up to a size")
  }
}
