// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream

import java.io.{ByteArrayInputStream, ByteArrayOutputStream, ObjectInputStream, ObjectOutputStream}
import java.nio.charset.StandardCharsets.UTF_8
import java.util.Base64
import java.util.zip.GZIPOutputStream

import scala.collection.JavaConverters._
import scala.util.Random

import io.pravega.client.segment.impl.Segment
import io.pravega.client.stream.{Stream, StreamCut}
import io.pravega.client.stream.impl.StreamCutImpl
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class CutSuite extends AnyFunSuite with Matchers {

  private val stream = new StreamId("scope", "stream")

  private def cut(offsets: (Long, Long)*): Cut =
    Cut.of(stream, offsets.map { case (id, offset) => Long.box(id) -> Long.box(offset) }.toMap.asJava)

  private def pravegaText(cut: Cut): String = {
    val positions = cut.offsets.asScala.map { case (id, offset) => new Segment("scope", "stream", id) -> offset }
    new StreamCutImpl(Stream.of("scope", "stream"), positions.asJava).asText
  }

  private def text(plain: String): String = {
    val bytes = new ByteArrayOutputStream
    val gzip = new GZIPOutputStream(bytes)
    gzip.write(plain.getBytes(UTF_8))
    gzip.close()
    Base64.getEncoder.encodeToString(bytes.toByteArray)
  }

  test("texts are exchanged with Pravega's own class in both directions") {
    val random = new Random(1)
    for (_ <- 1 to 200) {
      val positions = Seq.fill(1 + random.nextInt(20)) {
        SegmentIds.of(random.nextInt(1000), random.nextInt(1000)) -> (random.nextLong() >>> 1)
      }
      val expected = cut(positions: _*)
      Cut.parse(pravegaText(expected)) shouldBe expected
      StreamCut.from(expected.toText).asImpl.getPositions.asScala
        .map { case (segment, offset) => segment.getSegmentId -> offset.longValue } shouldBe
        expected.offsets.asScala.map { case (id, offset) => id.longValue -> offset.longValue }
    }
  }

  test("equality is by position, whatever the order of the text") {
    Cut.parse(text("0:scope/stream:1,0:0,0:5,7")) shouldBe Cut.parse(text("0:scope/stream:0,1:0,0:7,5"))
    cut(0L -> 7L, 1L -> 5L) should not be cut(0L -> 7L, 1L -> 6L)
    cut(0L -> 7L) should not be Cut.of(new StreamId("scope", "other"), cut(0L -> 7L).offsets)
  }

  test("equal cuts have one text") {
    cut(1L -> 5L, 0L -> 7L).toText shouldBe cut(0L -> 7L, 1L -> 5L).toText
  }

  test("what is not a cut is refused with the text") {
    for (bad <- Seq("nonsense", "", text("0:scope/stream:1,2:0:5"), text("1:scope/stream:1:0:5"), text("0:scope:1:0:5"),
      text("0:scope/stream:a:0:5"), text("0:scope/stream:1:0"), Base64.getEncoder.encodeToString("x".getBytes))) {
      the[IllegalArgumentException] thrownBy Cut.parse(bad) should have message
        s"Invalid stream cut '$bad': expected the text form of a Pravega stream cut, as StreamCut.asText() gives it"
    }
  }

  test("a sealed stream's tail as Pravega gives it is refused with the reason") {
    val empty = text("0:scope/stream:::")
    (the[IllegalArgumentException] thrownBy Cut.parse(empty)).getMessage should
      include("the tail of the sealed stream scope/stream")
  }

  test("a cut survives serialization") {
    val bytes = new ByteArrayOutputStream
    new ObjectOutputStream(bytes).writeObject(cut(0L -> 7L))
    new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray)).readObject() shouldBe cut(0L -> 7L)
  }

  test("it reads well in messages") {
    cut(0L -> 120L, SegmentIds.of(1, 2) -> 80L).toString shouldBe "scope/stream{0.#epoch.0=120, 1.#epoch.2=80}"
  }

  test("a range within segments gives its slices without a server") {
    val range = new CutRange(cut(0L -> 1L, 1L -> 5L, 2L -> 0L), cut(0L -> 9L, 1L -> 5L, 2L -> 3L))
    range.withinSegments shouldBe true
    range.slices.asScala shouldBe Seq(new SegmentSlice(stream, 0, 1, 9), new SegmentSlice(stream, 2, 0, 3))
    new CutRange(cut(0L -> 1L), cut(1L -> 1L)).withinSegments shouldBe false
  }

  test("a range of two streams is refused") {
    an[IllegalArgumentException] should be thrownBy
      new CutRange(cut(0L -> 1L), Cut.of(new StreamId("scope", "other"), cut(0L -> 1L).offsets))
  }

  test("a slice that ends before it starts is refused") {
    (the[IllegalArgumentException] thrownBy new SegmentSlice(stream, 0, 5, 4)).getMessage should
      startWith("Invalid slice '5..4'")
  }

  test("a read point is read from what users write, and prints as that") {
    val at = cut(0L -> 7L)
    ReadPoint.parse("EARLIEST") shouldBe new ReadPoint.Earliest
    ReadPoint.parse("unbounded") shouldBe new ReadPoint.Unbounded
    ReadPoint.parse("Latest") shouldBe new ReadPoint.Latest
    ReadPoint.parse(at.toText) shouldBe new ReadPoint.At(at)
    ReadPoint.parse(at.toJson) shouldBe new ReadPoint.At(at)
    for (text <- Seq("earliest", "latest", "unbounded", at.toJson)) {
      ReadPoint.parse(text).toString shouldBe text
    }
    an[IllegalArgumentException] should be thrownBy ReadPoint.parse("nonsense")
    ReadPoint.parse("""{"scope/stream":"latest","scope/other":"unbounded"}""").isEnd shouldBe true
    ReadPoint.parse("""{"scope/stream":"latest","scope/other":"earliest"}""").isEnd shouldBe false
  }
}
