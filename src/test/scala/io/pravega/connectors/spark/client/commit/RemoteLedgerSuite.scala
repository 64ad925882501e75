// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.commit

import java.nio.ByteBuffer
import java.nio.charset.StandardCharsets.UTF_8
import java.util.Optional
import java.util.concurrent.TimeUnit.SECONDS

import scala.collection.JavaConverters._
import scala.util.Random

import io.pravega.client.tables.TableKey
import io.pravega.connectors.spark.client.{CommitLedger, PravegaException}
import io.pravega.connectors.spark.client.connection.{ConnectionFixture, Purpose}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class RemoteLedgerSuite extends AnyFunSuite with Matchers with ConnectionFixture {

  private lazy val tables = closedAfterAll(new LedgerTables(connection))(_.close())

  private def ledger = new RemoteLedger(tables, scope)

  private def bytes(text: String): Array[Byte] = text.getBytes(UTF_8)

  private def text(entry: Optional[CommitLedger.Entry]): Option[String] =
    Option(entry.orElse(null)).map(e => new String(e.value, UTF_8))

  test("an entry is written, read and rewritten") {
    ledger.read("one") shouldBe Optional.empty()
    val first = ledger.write("one", Optional.empty(), bytes("1"))
    text(ledger.read("one")) shouldBe Some("1")
    text(ledger.read("other")) shouldBe None
    val second = ledger.write("one", Optional.of(first), bytes("2"))
    ledger.write("one", Optional.of(second), bytes("3"))
    ledger.write("one", ledger.read("one"), bytes("4"))
    text(new RemoteLedger(new LedgerTables(newConnection()), scope).read("one")) shouldBe Some("4")
  }

  test("whoever writes on an outdated condition loses") {
    val first = ledger.write("race", Optional.empty(), bytes("1"))
    intercept[CommitLedger.ConflictException](ledger.write("race", Optional.empty(), bytes("x"))).getMessage shouldBe
      "Cannot write ledger entry 'race': somebody else changed it since it was read"
    ledger.write("race", Optional.of(first), bytes("2"))
    intercept[CommitLedger.ConflictException](ledger.write("race", Optional.of(first), bytes("x")))
    text(ledger.read("race")) shouldBe Some("2")
  }

  test("a write whose answer was lost does not lose against itself") {
    val first = ledger.write("again", Optional.empty(), bytes("1"))
    val second = ledger.write("again", Optional.of(first), bytes("2"))
    val repeated = ledger.write("again", Optional.of(first), bytes("2"))
    ledger.write("again", Optional.of(repeated), bytes("3"))
    intercept[CommitLedger.ConflictException](ledger.write("again", Optional.of(second), bytes("4")))
  }

  test("an entry of hundreds of kilobytes fits, a longer one is refused") {
    val value = new Array[Byte](900000)
    Random.nextBytes(value)
    ledger.write("long", Optional.empty(), value)
    ledger.read("long").get.value shouldBe value
    intercept[CommitLedger.EntryTooLongException] {
      ledger.write("longer", Optional.empty(), new Array[Byte](1100000))
    }.getMessage should startWith("Invalid ledger entry 'longer' of 1100000 bytes: expected at most ")
  }

  test("a table that is forgotten can be used to the end by those who use it, and is opened anew by the next") {
    val purpose = new Purpose("look", "nothing")
    val first = ledger.write("used", Optional.empty(), bytes("1"))
    tables.use(scope, purpose, table => {
      tables.forget(scope)
      ledger.write("used", Optional.of(first), bytes("2"))
      table.exists(new TableKey(ByteBuffer.wrap(new Array[Byte](LedgerTables.KEY_BYTES)))).get(10, SECONDS)
    }).booleanValue shouldBe false
    text(ledger.read("used")) shouldBe Some("2")
  }

  test("lost connections do no harm") {
    var entry = ledger.write("lost", Optional.empty(), bytes("0"))
    (1 to 20).foreach { i =>
      sockets.foreach(_.close())
      entry = ledger.write("lost", Optional.of(entry), bytes(s"$i"))
    }
    text(ledger.read("lost")) shouldBe Some("20")
  }

  test("the ledger is no stream of the scope") {
    newStream()
    ledger.read("any")
    streamManager.listStreams(scope).asScala.map(_.getStreamName).filter(_.contains("ledger")) shouldBe empty
  }

  test("a ledger that cannot be used names the way out") {
    val e = intercept[PravegaException](new RemoteLedger(tables, "nowhere").read("any"))
    e.getMessage should (startWith("Cannot use the commit ledger in scope 'nowhere': ") and
      endWith("; option commit_ledger=false gives up the ledger and the protection it gives"))
  }
}
