// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import scala.collection.JavaConverters._
import scala.util.Random

import io.pravega.connectors.spark.stream.{SegmentSlice, StreamId}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class PackingSuite extends AnyFunSuite with Matchers {

  private val stream = new StreamId("scope", "name")
  private val large = 100L << 20

  private def pack(most: Int, sizes: Long*): Seq[Seq[Long]] = {
    val slices = sizes.zipWithIndex.map { case (size, i) => new SegmentSlice(stream, i.toLong, 0, size) }
    val packed = Packing.pack(slices.asJava, most).asScala.map(_.asScala.toList).toList
    packed.flatten shouldBe slices
    packed.map(_.map(_.bytes))
  }

  test("nothing needs no partition") {
    pack(4) shouldBe Nil
  }

  test("large slices get a partition each, as long as there may be so many") {
    pack(4, large, large, large) shouldBe Seq(Seq(large), Seq(large), Seq(large))
  }

  test("many small slices go into one partition") {
    pack(200, Seq.fill(4)(100L): _*) should have size 1
  }

  test("very many small slices are shared out, because each costs something to open") {
    pack(4, Seq.fill(256)(100L): _*).map(_.size) shouldBe Seq(64, 64, 64, 64)
  }

  test("small slices do not make a large one wait") {
    pack(2, 10, large, 10) shouldBe Seq(Seq(10, large), Seq(10))
  }

  test("never more partitions than asked for, never an empty one, and the fullest as light as in any other packing") {
    val random = new Random(1)
    (1 to 300).foreach { _ =>
      val sizes = Seq.fill(1 + random.nextInt(8))(random.nextInt(2 << 20).toLong)
      val most = 1 + random.nextInt(5)
      val packed = pack(most, sizes: _*)
      packed.size should be <= most
      packed.foreach(_ should not be empty)
      def cost(part: Seq[Long]) = part.map(_ + (64 << 10)).sum
      def best(rest: Seq[Long], parts: Int): Long =
        if (parts == 1) cost(rest)
        else (1 to rest.size).map { n =>
          math.max(cost(rest.take(n)), if (n == rest.size) 0 else best(rest.drop(n), parts - 1))
        }.min
      packed.map(cost).max should be <= math.max(512L << 10, best(sizes, most))
    }
  }
}
