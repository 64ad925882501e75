// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry

import java.io.{ByteArrayOutputStream, IOException}
import java.util.zip.GZIPOutputStream

import scala.util.{Random, Try}

import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.xerial.snappy.Snappy

class CodecSuite extends AnyFunSuite with Matchers {

  private val random = new Random(14)

  /** Bytes that compress well, badly, and in between; some end in zeros. */
  private val events: Seq[Array[Byte]] = for {
    size <- Seq(0, 1, 2, 59, 60, 61, 255, 256, 257, 3000, 70000, 300000)
    values <- Seq(1, 3, 256)
  } yield Array.fill(size)(random.nextInt(values).toByte)

  private def gzip(bytes: Array[Byte]): Array[Byte] = {
    val out = new ByteArrayOutputStream
    val compressing = new GZIPOutputStream(out)
    compressing.write(bytes)
    compressing.close()
    out.toByteArray
  }

  private def plain(codec: Codec, bytes: Array[Byte], offset: Int, length: Int): Seq[Byte] = {
    val buffer = codec.decompress(bytes, offset, length)
    val copy = new Array[Byte](buffer.remaining)
    buffer.get(copy)
    copy.toSeq
  }

  private val compressors: Seq[(Codec, Array[Byte] => Array[Byte])] =
    Seq(Codec.NONE -> identity, Codec.GZIP -> gzip, Codec.SNAPPY -> (Snappy.compress(_: Array[Byte])))

  for ((codec, compress) <- compressors) {
    test(s"$codec gives back what was compressed, wherever in an array it lies") {
      for (event <- events) {
        val compressed = compress(event)
        val array = Array[Byte](7, 7) ++ compressed ++ Array[Byte](9)
        plain(codec, array, 2, compressed.length) shouldBe event.toSeq
      }
    }
  }

  for ((codec, compress) <- compressors if codec != Codec.NONE) {
    test(s"$codec accepts zeros behind the compressed bytes") {
      for (event <- events; zeros <- Seq(1, 17, 500)) {
        val array = compress(event) ++ new Array[Byte](zeros)
        plain(codec, array, 0, array.length) shouldBe event.toSeq
      }
    }

    test(s"$codec refuses bytes that end too early") {
      for (event <- events) {
        val compressed = compress(event)
        an[IOException] should be thrownBy codec.decompress(compressed, 0, compressed.length - 1)
      }
    }
  }

  test("bytes that are no block of Snappy's are refused, whatever length they claim") {
    val claim = Array(0xff, 0xff, 0xff, 0xff, 0x07).map(_.toByte)
    an[IOException] should be thrownBy Codec.SNAPPY.decompress(claim ++ Array[Byte](0, 1), 0, 7)
    an[IOException] should be thrownBy Codec.SNAPPY.decompress(Array.fill[Byte](6)(-1), 0, 6)
    an[IOException] should be thrownBy Codec.SNAPPY.decompress(Snappy.compress("abc") ++ Array[Byte](1), 0, 6)
    // Whatever else is wrong with a block, it is never taken for longer or shorter than it says.
    for (_ <- 1 to 20000) {
      val bytes = Array.fill(random.nextInt(40))(random.nextInt(256).toByte)
      Try(Codec.SNAPPY.decompress(bytes, 0, bytes.length)).failed.foreach(_ shouldBe an[IOException])
    }
  }

  test("codecs are found by the registry's names, and others are not") {
    Codec.values.foreach(codec => Codec.named(codec.label).get shouldBe codec)
    Codec.named("application/x-lz4").isPresent shouldBe false
  }

  test("a header is a 1 and the id, its most significant byte first") {
    EventHeader.of(0x01020384) shouldBe Array[Byte](1, 1, 2, 3, 0x84.toByte)
    EventHeader.encodingId(Array[Byte](9, 1, 1, 2, 3, 0x84.toByte), 1) shouldBe 0x01020384
    EventHeader.isPresent(EventHeader.of(5), 0, 5) shouldBe true
    EventHeader.isPresent(EventHeader.of(5), 0, 4) shouldBe false
    EventHeader.isPresent(Array[Byte](0, 0, 0, 0, 5), 0, 5) shouldBe false
  }
}
