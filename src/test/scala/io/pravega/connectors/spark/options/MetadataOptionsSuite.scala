// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.util.Optional

import org.scalatest.funsuite.AnyFunSuite

class MetadataOptionsSuite extends AnyFunSuite with OptionsFixture {

  test("without option metadata there is no question") {
    assert(MetadataOptions.from(given(stream: _*)) === Optional.empty)
    assert(MetadataOptions.from(given()) === Optional.empty)
  }

  test("Streams needs no stream") {
    val options = MetadataOptions.from(given("metadata" -> "Streams", "scope" -> "s")).get
    assert(options.kind === MetadataKind.STREAMS)
    assert(options.scope === "s")
    assert(options.stream === Optional.empty)
    assert(options.connection === ConnectionOptions.from(given()))
  }

  test("StreamInfo needs one") {
    val info = "metadata" -> "StreamInfo"
    assert(MetadataOptions.from(given(stream :+ info: _*)).get.stream === Optional.of("t"))
    val message = intercept[IllegalArgumentException](MetadataOptions.from(given("scope" -> "s", info))).getMessage
    assert(message.startsWith("Option 'stream' is required: "))
  }

  test("anything else is refused, naming what there is") {
    val message = intercept[IllegalArgumentException](MetadataOptions.from(given("metadata" -> "Tables"))).getMessage
    assert(message === "Invalid metadata 'Tables': expected Streams or StreamInfo")
  }
}
