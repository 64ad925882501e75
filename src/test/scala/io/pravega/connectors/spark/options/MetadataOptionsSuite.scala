// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.util.Optional

import io.pravega.connectors.spark.stream.StreamId
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class MetadataOptionsSuite extends AnyFunSuite with OptionsFixture with Matchers {

  test("without option metadata there is no question") {
    MetadataOptions.from(given(stream: _*)) shouldBe Optional.empty
    MetadataOptions.from(given()) shouldBe Optional.empty
  }

  test("Streams needs no stream") {
    val options = MetadataOptions.from(given("metadata" -> "Streams", "scope" -> "s")).get
    options.kind shouldBe MetadataKind.STREAMS
    options.scope shouldBe "s"
    options.stream shouldBe Optional.empty
    options.connection shouldBe ConnectionOptions.from(given())
  }

  test("CommitLedger needs none, either") {
    MetadataOptions.from(given("metadata" -> "commitledger", "scope" -> "s")).get.stream shouldBe Optional.empty
  }

  for (kind <- Seq("StreamInfo", "Segments", "Transactions")) {
    test(s"$kind needs one") {
      val asked = "metadata" -> kind
      MetadataOptions.from(given(stream :+ asked: _*)).get.stream shouldBe Optional.of(new StreamId("s", "t"))
      val message = intercept[IllegalArgumentException](MetadataOptions.from(given("scope" -> "s", asked))).getMessage
      message should startWith("Option 'stream' is required: ")
    }
  }

  test("anything else is refused, naming what there is") {
    val message = intercept[IllegalArgumentException](MetadataOptions.from(given("metadata" -> "Tables"))).getMessage
    message shouldBe
      "Invalid metadata 'Tables': expected Streams, StreamInfo, Segments, Transactions or CommitLedger"
  }
}
