// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append

import scala.collection.mutable
import scala.util.Random

import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class AppendBufferSuite extends AnyFunSuite with Matchers {

  private def contentOf(batch: AppendBuffer): Seq[Byte] = {
    val bytes = new Array[Byte](batch.size)
    batch.content().readBytes(bytes)
    bytes.toSeq
  }

  test("events are laid out with type and length before the payload") {
    val batch = new AppendBuffer(4, 1)
    batch.add(0.5, Array[Byte](9, 1, 2, 3, 9), 1, 3)
    batch.add(0.5, Array[Byte](), 0, 0)
    batch.add(0.5, Array.fill[Byte](258)(7), 0, 258)
    batch.events shouldBe 3
    contentOf(batch) shouldBe Seq[Byte](0, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3) ++ Seq.fill[Byte](8)(0) ++
      Seq[Byte](0, 0, 0, 0, 0, 0, 1, 2) ++ Seq.fill[Byte](258)(7)
  }

  test("events come out in order, with their positions") {
    val random = new Random(3)
    val events = Seq.fill(500)(random.nextDouble() -> random.alphanumeric.take(random.nextInt(300)).mkString)
    val batch = new AppendBuffer(16, 2)
    events.foreach { case (position, text) => batch.add(position, text.getBytes, 0, text.length) }
    val found = mutable.Buffer.empty[(Double, String)]
    batch.forEach((position, array, offset, length) => found += position -> new String(array, offset, length))
    found shouldBe events
  }

  test("an empty batch has room for any event, another one up to its limit") {
    val batch = new AppendBuffer(16, 2)
    batch.hasRoom(1000000, 100) shouldBe true
    batch.add(0, new Array[Byte](42), 0, 42)
    batch.hasRoom(42, 100) shouldBe true
    batch.hasRoom(43, 100) shouldBe false
  }

  test("a batch that is filled again holds nothing of before") {
    val batch = new AppendBuffer(4, 1)
    batch.add(0.5, Array.fill[Byte](100)(-1), 0, 100)
    batch.clear()
    batch.isEmpty shouldBe true
    batch.size shouldBe 0
    batch.add(0.25, Array[Byte](1), 0, 1)
    batch.add(0.75, Array[Byte](2), 0, 1)
    contentOf(batch) shouldBe Seq[Byte](0, 0, 0, 0, 0, 0, 0, 1, 1) ++ Seq[Byte](0, 0, 0, 0, 0, 0, 0, 1, 2)
    val positions = mutable.Buffer.empty[Double]
    batch.forEach((position, _, _, _) => positions += position)
    positions shouldBe Seq(0.25, 0.75)
  }
}
