// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit

import java.util.UUID

import scala.collection.JavaConverters._

import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class EpochRecordSuite extends AnyFunSuite with Matchers {

  private def tasks(n: Int) = (0 until n).map { i =>
    new TaskCommit(3 * i, UUID.randomUUID(), new Digest(i, i * 100L, -i))
  }

  test("a record is read as it was written") {
    val prepared = EpochRecord.prepared(7, tasks(3).asJava, 1234)
    for (record <- Seq(EpochRecord.none(5), prepared, prepared.done(5678)))
      EpochRecord.of(record.toBytes) shouldBe record
    prepared.total shouldBe new Digest(3, 300, -3)
    (prepared.time, prepared.done(5678).time) shouldBe ((1234, 5678))
  }

  test("a record of several streams names them, and one of one stream is what it always was") {
    val several = Seq("a", "plant-7.x", "a").zipWithIndex.map { case (stream, i) =>
      new TaskCommit(i / 2, stream, UUID.randomUUID(), new Digest(i, i * 100L, -i))
    }
    val record = EpochRecord.prepared(7, several.asJava, 1234)
    val read = EpochRecord.of(record.toBytes)
    read shouldBe record
    read.tasks.asScala.map(_.stream) shouldBe Seq("a", "plant-7.x", "a")
    (record.toBytes.head, record.toBytes.length) shouldBe ((3, 62 + 4 + 5 + 13 + 3 * 48))
    // An older connector reads what is done, and refuses what is not.
    record.done(5678).toBytes.head shouldBe 2
    val (nonce, transaction) = (new UUID(1, 2), new UUID(3, 4))
    val digest = new Digest(5, 6, 7)
    val one = new EpochRecord(8, EpochRecord.State.PREPARED, nonce, digest, 9,
      Seq(new TaskCommit(10, transaction, digest)).asJava)
    one.toBytes.map("%02x".format(_)).mkString shouldBe "0200" + "%016x".format(8) + "%016x%016x".format(1, 2) +
      "%016x%016x%016x".format(5, 6, 7) + "%016x".format(9) + "%08x%08x".format(1, 10) + "%016x%016x".format(3, 4) +
      "%016x%016x%016x".format(5, 6, 7)
  }

  test("a record of format 1, which had no time, is read") {
    val prepared = EpochRecord.prepared(7, tasks(3).asJava, 1234)
    val bytes = prepared.toBytes
    // The time lies between the digest and the number of transactions.
    val old = bytes.take(50) ++ bytes.drop(58)
    old(0) = 1
    EpochRecord.of(old) shouldBe
      new EpochRecord(7, prepared.state, prepared.nonce, prepared.total, 0, prepared.tasks)
  }

  test("a record of thousands of partitions fits the ledger") {
    EpochRecord.prepared(7, tasks(10000).asJava, 0).toBytes.length should be < 500000
    EpochRecord.prepared(7, tasks(10000).asJava, 0).done(0).toBytes.length shouldBe 62
  }

  test("no two attempts write the same record") {
    val same = tasks(2).asJava
    EpochRecord.prepared(7, same, 0).toBytes should not be EpochRecord.prepared(7, same, 0).toBytes
  }

  test("the record of a newer connector is refused") {
    val bytes = EpochRecord.none(0).toBytes
    bytes(0) = 4
    intercept[IllegalStateException](EpochRecord.of(bytes)).getMessage should include("its entry has format 4")
    intercept[IllegalStateException](EpochRecord.of(Array[Byte]()))
  }

  test("a digest tells rows, keys and lengths apart, but not their order") {
    def digest(events: (String, String)*) = {
      val builder = new Digest.Builder(true)
      events.foreach { case (key, event) =>
        val bytes = ("-" + event).getBytes
        builder.add(key, bytes, 1, bytes.length - 1)
      }
      builder.digest()
    }
    digest("k" -> "a", "k" -> "b") shouldBe digest("k" -> "b", "k" -> "a")
    val alphabet = for (length <- 0 to 40; last <- Seq("", "a", "b", "\u0000")) yield "x" * length + last
    val others = for (key <- Seq(null, "", "k"); event <- alphabet.distinct) yield digest(key -> event)
    others.map(_.checksum).distinct should have size others.size
    digest("" -> "a", "" -> "a").checksum should not be digest("" -> "b", "" -> "b").checksum
  }

  test("a digest that nobody will compare only counts") {
    val builder = new Digest.Builder(false)
    builder.add("k", Array[Byte](1, 2, 3), 1, 2)
    builder.add(null, Array[Byte](4), 0, 1)
    builder.digest() shouldBe new Digest(2, 3, 0)
  }
}
