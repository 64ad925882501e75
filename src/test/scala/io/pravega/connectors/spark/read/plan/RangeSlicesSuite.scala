// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan

import scala.collection.JavaConverters._
import scala.util.Random

import io.pravega.connectors.spark.client.DataLossException
import io.pravega.connectors.spark.read.FakeStream
import io.pravega.connectors.spark.stream.CutRange
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class RangeSlicesSuite extends AnyFunSuite with Matchers {

  private def history(stream: FakeStream, random: Random): Unit = (1 to 60).foreach { _ =>
    if (random.nextInt(10) == 0) stream.scale(random) else stream.write(random.nextInt(stream.keys), 10)
  }

  test("with losses accepted, all that is left of the range is read, in order") {
    (0 until 300).foreach { seed =>
      withClue(s"seed $seed: ") {
        val random = new Random(seed)
        val stream = new FakeStream(8, 2)
        history(stream, random)
        val start = stream.randomCut(random)
        history(stream, random)
        val range = new CutRange(start, stream.tail)
        history(stream, random)
        val truncatedAt = stream.randomCut(random)
        stream.truncate(truncatedAt)
        val slices = RangeSlices.find(range, stream, false).asScala
        slices.map(_.segmentId) shouldBe slices.map(_.segmentId).sorted.distinct
        // Within the same segments the readers find out what was truncated.
        slices.flatMap(slice => stream.eventsOf(slice)).filterNot(stream.isBefore(_, truncatedAt)).toSet shouldBe
          stream.written.filter(event => !stream.isBefore(event, start) && stream.isBefore(event, range.end)
            && !stream.isBefore(event, truncatedAt)).toSet
      }
    }
  }

  test("of a stream made anew, what the end names is read") {
    val stream = new FakeStream(2, 2)
    stream.write(0, 10)
    val start = stream.head
    stream.recreate()
    stream.write(0, 10)
    stream.write(1, 10)
    RangeSlices.find(new CutRange(start, stream.tail), stream, false).asScala.map(_.bytes).sum shouldBe 20
  }

  test("of a stream made anew and scaled since, all before the end is read") {
    val stream = new FakeStream(2, 2)
    stream.rescale(1)
    stream.write(0, 10)
    val start = stream.head
    stream.recreate()
    stream.write(0, 10)
    stream.rescale(1)
    stream.write(1, 10)
    RangeSlices.find(new CutRange(start, stream.tail), stream, false).asScala.map(_.bytes) shouldBe Seq(10, 10)
  }

  test("nothing of a stream made anew is read when the end is of the stream before") {
    val stream = new FakeStream(2, 2)
    val start = stream.head
    stream.rescale(1)
    stream.write(0, 10)
    val end = stream.tail
    stream.recreate()
    stream.write(0, 10)
    RangeSlices.find(new CutRange(start, end), stream, false).asScala shouldBe empty
  }

  test("otherwise a loss is an error that names the option") {
    val stream = new FakeStream(1, 1)
    stream.write(0, 10)
    val start = stream.head
    stream.rescale(2)
    stream.truncate(stream.tail)
    intercept[DataLossException](RangeSlices.find(new CutRange(start, stream.tail), stream, true)).getMessage should
      include("fail_on_data_loss=false")
  }
}
