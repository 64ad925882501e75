// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.util.Optional

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client.PravegaException
import io.pravega.connectors.spark.format.TypedFormat
import org.apache.spark.sql.vectorized.ColumnarBatch
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class PravegaScanSuite extends AnyFunSuite with Matchers {

  private def read(scan: PravegaScan): Seq[Seq[String]] = {
    val batch = scan.toBatch
    batch.planInputPartitions.toSeq.map { partition =>
      val reader = batch.createReaderFactory.createColumnarReader(partition)
      try Iterator.continually(reader).takeWhile(_.next()).flatMap(r => texts(r.get)).toList finally reader.close()
    }
  }

  private def texts(columns: ColumnarBatch): List[String] =
    columns.rowIterator.asScala.map(row => new String(row.getBinary(0))).toList

  private def builder(clients: FakeClients): PravegaScanBuilder =
    new PravegaScanBuilder(clients, clients.options(), Optional.empty[TypedFormat])

  test("a batch has the range that it had when it was first asked for, and gives back its clients") {
    val stream = new FakeStream(1, 1)
    val clients = new FakeClients(stream)
    stream.write(0, 10)
    val scan = builder(clients).build().asInstanceOf[PravegaScan]
    scan.estimateStatistics.sizeInBytes.getAsLong shouldBe 10
    stream.write(0, 10)
    read(scan) shouldBe Seq(Seq("0:0"))
    clients.held shouldBe 0
  }

  test("a pushed limit ends each partition") {
    val stream = new FakeStream(1, 1)
    (1 to 5).foreach(_ => stream.write(0, 10))
    val limited = builder(new FakeClients(stream))
    limited.pushLimit(3) shouldBe true
    read(limited.build().asInstanceOf[PravegaScan]) shouldBe Seq(Seq("0:0", "0:1", "0:2"))
  }

  test("tasks wait for a cluster that is away; the start of a query does not") {
    val stream = new FakeStream(1, 1)
    stream.write(0, 10)
    val clients = new FakeClients(stream)
    val scan = builder(clients).build().asInstanceOf[PravegaScan]
    scan.toBatch
    clients.failures = 3
    read(scan) shouldBe Seq(Seq("0:0"))
    clients.failures = 1
    (the[PravegaException] thrownBy builder(clients).build()).getMessage shouldBe
      "Cannot connect to the fake: it is away"
  }

  test("a stream that does not exist is refused, and the client given back") {
    val stream = new FakeStream(1, 1)
    val clients = new FakeClients(stream)
    stream.delete()
    intercept[IllegalArgumentException](builder(clients).build()).getMessage shouldBe
      "Cannot read stream 'scope/fake': it does not exist"
    (clients.acquired, clients.held) shouldBe ((1, 0))
  }
}
