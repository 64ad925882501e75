// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append

import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.locks.LockSupport

import scala.concurrent.{Await, ExecutionContext, Future}
import scala.concurrent.duration._
import scala.util.Random

import io.pravega.client.segment.impl.Segment
import io.pravega.connectors.spark.client.{EventFormat, EventWriter, PravegaException, WriteFailedException}
import io.pravega.connectors.spark.client.connection.ConnectionFixture
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class StreamWriterSuite extends AnyFunSuite with Matchers with ConnectionFixture {

  private implicit lazy val threads: ExecutionContext =
    closedAfterAll(ExecutionContext.fromExecutorService(Executors.newCachedThreadPool()))(_.shutdownNow())

  private def writing[T](stream: String)(work: EventWriter => T): T = {
    val writer = new StreamWriter(connection, id(stream))
    try work(writer)
    finally writer.close()
  }

  test("what was flushed is in the stream, by key where Pravega's own writer sends it") {
    val stream = newStream(segments = 5)
    val keys = Seq.fill(200)(Random.alphanumeric.take(8).mkString)
    writeKeyed(stream, keys.map(key => key -> key): _*)
    val segmentOf = readEvents(stream).map(e => e.text -> e.segmentId).toMap
    writing(stream) { writer =>
      for (i <- 1 to 5; key <- keys) write(writer, key, s"$key-$i")
      writer.flush()
    }
    val written = readEvents(stream).filter(_.text.contains('-'))
    written.map(e => e.text.takeWhile(_ != '-') -> e.segmentId).toSet shouldBe segmentOf.toSet
    keys.foreach { key =>
      written.map(_.text).filter(_.startsWith(s"$key-")) shouldBe (1 to 5).map(i => s"$key-$i")
    }
  }

  test("events without a key go round the segments") {
    val stream = newStream(segments = 4)
    writing(stream) { writer =>
      (1 to 2000).foreach(_ => write(writer, null, "x" * 1000))
      writer.flush()
    }
    val perSegment = readEvents(stream).groupBy(_.segmentId).mapValues(_.size)
    perSegment.values.sum shouldBe 2000
    perSegment.keySet should have size 4
    perSegment.values.max should be < 700
  }

  test("the server counts every event of a batch") {
    val stream = newStream()
    writing(stream) { writer =>
      (1 to 12345).foreach(i => write(writer, "key", s"event-$i"))
      writer.flush()
    }
    eventCount(new Segment(scope, stream, 0).getScopedName) shouldBe 12345
  }

  test("events up to the limit are written") {
    val stream = newStream()
    val sizes = Seq(1, EventFormat.MAX_PAYLOAD_BYTES, 0, EventFormat.MAX_PAYLOAD_BYTES / 2 + 1)
    val events = sizes.zipWithIndex.map { case (size, i) => Array.fill[Byte](size)(i.toByte) }
    writing(stream) { writer =>
      events.foreach(write(writer, "key", _))
      writer.flush()
    }
    readEvents(stream).map(_.bytes.toSeq) shouldBe events.map(_.toSeq)
  }

  test("every event arrives, each key's in order, while the stream is scaled again and again") {
    val stream = newStream(segments = 2)
    val done = new AtomicBoolean
    val writers = (1 to 2).map { w =>
      Future {
        writing(stream) { writer =>
          val random = new Random(w)
          var i = 0
          while (!done.get) {
            write(writer, s"$w-${i % 40}", s"$w-${i % 40}-$i-${"x" * random.nextInt(300)}")
            write(writer, null, s"$w-none-$i-")
            i += 1
            if (random.nextInt(5000) == 0) writer.flush()
            // Leaves the server something of the machine.
            if (i % 20 == 0) LockSupport.parkNanos(1000000)
          }
          writer.flush()
          i
        }
      }
    }
    try {
      scaleTo(stream, 5)
      mergeSegments(stream, openSegments(stream)(1).id, openSegments(stream)(2).id)
      splitSegment(stream, openSegments(stream).head.id)
      scaleTo(stream, 1)
      scaleTo(stream, 4)
      scaleTo(stream, 3)
    } finally done.set(true)
    val counts = writers.map(Await.result(_, 60.seconds))
    val events = readEvents(stream).map(_.text.split('-')).map(parts => (parts(0), parts(1), parts(2).toInt))
    val byKey = events.groupBy(e => (e._1, e._2)).mapValues(_.map(_._3))
    info(s"${events.size} events, of them doubled: ${events.size - events.distinct.size}")
    counts.zipWithIndex.foreach { case (count, w) =>
      (0 until 40).foreach { k =>
        val counters = byKey((s"${w + 1}", s"$k"))
        // A batch may be there twice, because its acknowledgement was lost; then as a whole.
        withClue(s"writer ${w + 1}, key $k")(counters.distinct shouldBe (0 until count).filter(_ % 40 == k))
      }
      byKey((s"${w + 1}", "none")).distinct.sorted shouldBe (0 until count)
    }
  }

  test("what waits in open batches follows the stream's scaling") {
    val stream = newStream(segments = 1)
    writing(stream) { writer =>
      write(writer, "a", "a1")
      write(writer, "b", "b1")
      writer.flush()
      write(writer, "a", "a2")
      write(writer, "b", "b2")
      scaleTo(stream, 3)
      scaleTo(stream, 2)
      write(writer, "a", "a3")
      write(writer, "b", "b3")
      writer.flush()
      write(writer, "a", "a4")
      writer.flush()
    }
    readAll(stream).filter(_.startsWith("a")) shouldBe Seq("a1", "a2", "a3", "a4")
    readAll(stream).filter(_.startsWith("b")) shouldBe Seq("b1", "b2", "b3")
  }

  test("an open batch goes along when the batches before it come back") {
    val stream = newStream(segments = 1)
    writing(stream) { writer =>
      write(writer, "key", "0")
      writer.flush()
      scaleTo(stream, 2)
      // The first full batch tells that the segment is sealed; by then some of the next one is there.
      (1 to 4000).foreach { i =>
        write(writer, "key", s"$i-${"x" * 100}")
        if (i % 100 == 0) LockSupport.parkNanos(1000000)
      }
      writer.flush()
    }
    readAll(stream).map(_.takeWhile(_ != '-').toInt) shouldBe (0 to 4000)
  }

  test("lost connections lose and double nothing") {
    val stream = newStream(segments = 3)
    val count = 60000
    writing(stream) { writer =>
      (1 to count).foreach { i =>
        write(writer, s"key-${i % 50}", s"${i % 50}-$i-${"x" * 200}")
        if (i % (count / 6) == 0) {
          sockets.foreach(_.close())
        }
      }
      writer.flush()
    }
    val byKey = readAll(stream).map(_.split('-')).groupBy(_.head).mapValues(_.map(_.apply(1).toInt))
    (0 until 50).foreach(k => byKey(k.toString) shouldBe (1 to count).filter(_ % 50 == k))
  }

  test("writing to a stream that was sealed fails") {
    val stream = newStream(segments = 2)
    writing(stream) { writer =>
      (1 to 10).foreach(i => write(writer, s"key-$i", "a"))
      writer.flush()
      sealStream(stream)
      val e = intercept[WriteFailedException] {
        (1 to 10).foreach(i => write(writer, s"key-$i", "b"))
        writer.flush()
      }
      e.getMessage shouldBe s"Cannot write to stream ${id(stream)}: it is sealed"
      intercept[WriteFailedException](writer.flush()).getMessage shouldBe e.getMessage
    }
    val e = intercept[WriteFailedException](new StreamWriter(connection, id(stream)))
    e.getMessage shouldBe s"Cannot write to stream ${id(stream)}: it is sealed"
    readAll(stream) shouldBe Seq.fill(10)("a")
  }

  test("writing to a stream that was deleted fails") {
    val stream = newStream()
    writing(stream) { writer =>
      write(writer, "key", "a")
      writer.flush()
      deleteStream(stream)
      val e = intercept[WriteFailedException] {
        write(writer, "key", "b")
        writer.flush()
      }
      e.getMessage should startWith(s"Cannot write to stream ${id(stream)}: ")
    }
  }

  test("a stream that does not exist is told so") {
    val e = intercept[PravegaException](new StreamWriter(connection, id("nowhere")))
    e.getMessage should startWith(s"Cannot write to stream $scope/nowhere: ")
  }
}
