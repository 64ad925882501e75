// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format

import scala.util.Random

import com.google.protobuf.{ByteString, UnknownFieldSet}
import com.google.protobuf.UnknownFieldSet.Field
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class MessageEndSuite extends AnyFunSuite with Matchers {

  private val random = new Random(7)

  private def message(depth: Int): UnknownFieldSet = {
    val fields = UnknownFieldSet.newBuilder
    for (_ <- 0 until random.nextInt(4)) {
      val value = Seq(0L, 1L, 1L << 40, -1L)(random.nextInt(4))
      val field = Field.newBuilder
      random.nextInt(if (depth > 0) 5 else 4) match {
        case 0 => field.addVarint(value)
        case 1 => field.addFixed32(value.toInt)
        case 2 => field.addFixed64(value)
        case 3 => field.addLengthDelimited(ByteString.copyFrom(new Array[Byte](random.nextInt(200))))
        case 4 => field.addGroup(message(depth - 1))
      }
      fields.mergeField(1 + random.nextInt(3000), field.build)
    }
    fields.build
  }

  private def length(bytes: Array[Byte]): Int =
    MessageEnd.length(Array[Byte](9) ++ bytes :+ 9.toByte, 1, bytes.length)

  test("zeros behind a message are left out, and those of the message are not") {
    for (_ <- 1 to 5000; bytes = message(depth = 3).toByteArray; zeros <- Seq(0, 1, 300)) {
      length(bytes ++ new Array[Byte](zeros)) shouldBe bytes.length
    }
  }

  test("what is no message stays as it is") {
    // A value that does not end, bytes that end before they should, and a length of 2^63.
    for (bytes <- Seq(Seq(8, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 0), Seq(9, 1, 0), Seq(10, 5, 1, 0),
      Seq(10, 128, 128, 128, 128, 128, 128, 128, 128, 128, 1, 0, 0))) {
      length(bytes.map(_.toByte).toArray) shouldBe bytes.size
    }
    length(new Array[Byte](0)) shouldBe 0
  }
}
