// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.rows

import java.lang.ref.WeakReference

import scala.collection.JavaConverters._
import scala.concurrent.duration.DurationInt

import io.pravega.connectors.spark.client.EventCursor
import io.pravega.connectors.spark.read.plan.TimeWindows
import io.pravega.connectors.spark.stream.{SegmentIds, SegmentSlice, StreamId}
import org.scalatest.concurrent.Eventually.{eventually, timeout}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class EventBatchSuite extends AnyFunSuite with Matchers {

  private val stream = new StreamId("ein-scope", "stream-ä")
  private val segment = SegmentIds.of(3, 2)

  private class At(payload: Array[Byte], val offset: Long) extends EventCursor {
    val array: Array[Byte] = Array.fill(3)(9.toByte) ++ payload ++ Array.fill(20)(9.toByte)
    override def next(): Boolean = false
    override def position: Int = 3
    override def length: Int = payload.length
    override def close(): Unit = ()
  }

  private val times: TimeWindows = {
    val builder = new TimeWindows.Builder(0, 100)
    builder.passedFrom(80, 5)
    builder.aheadUntil(80, 6)
    builder.build()
  }

  private def batchOf(columns: Column*): EventBatch = {
    val batch = new EventBatch(columns.asJava, null, (_: SegmentSlice) => times)
    batch.begin(sliceOf(stream, segment))
    batch
  }

  test("each column has its place and its values") {
    val batch = batchOf(Column.values.filterNot(_.ofHeader).filterNot(Column.OF_TIME.contains(_)).reverse: _*)
    batch.add(new At("abc".getBytes, 77))
    batch.add(new At(Array.empty, 88))
    val rows = batch.columns.rowIterator.asScala.map(row => (row.getInt(0), row.getInt(1), row.getInt(2),
      row.getLong(3), row.getLong(4), row.getUTF8String(5).toString, row.getUTF8String(6).toString,
      new String(row.getBinary(7)))).toList
    rows shouldBe List((2, 3, 3, 77L, segment, "stream-ä", "ein-scope", "abc"),
      (2, 3, 0, 88L, segment, "stream-ä", "ein-scope", ""))
  }

  test("bounds of time are those of the event's place, in microseconds, or null") {
    val batch = batchOf(Column.OF_TIME.asScala: _*)
    batch.add(new At("abc".getBytes, 79))
    batch.add(new At("abc".getBytes, 80))
    batch.columns.rowIterator.asScala.map(row =>
      (0 to 1).map(i => if (row.isNullAt(i)) None else Some(row.getLong(i)))).toList shouldBe
      List(Seq(None, Some(6000)), Seq(Some(5000), None))
    (batch.columns.column(0).numNulls, batch.columns.column(0).hasNull) shouldBe ((1, true))
  }

  test("without columns events are counted") {
    val batch = batchOf()
    batch.add(new At("abc".getBytes, 77))
    batch.columns.numRows shouldBe 1
  }

  private def sliceOf(stream: StreamId, segment: Long) = new SegmentSlice(stream, segment, 0, 1000)

  test("filled again, it holds the new events and their stream and segment") {
    val batch = batchOf(Column.EVENT, Column.SEGMENT_ID, Column.SCOPE, Column.STREAM)
    batch.add(new At("abc".getBytes, 77))
    batch.add(new At("def".getBytes, 78))
    for (other <- Seq(stream, new StreamId("office", "doors"))) {
      batch.begin(sliceOf(other, 5))
      batch.add(new At("ghi".getBytes, 79))
      batch.columns.rowIterator.asScala.map(row => (new String(row.getBinary(0)), row.getLong(1),
        row.getUTF8String(2).toString, row.getUTF8String(3).toString)).toList shouldBe
        List(("ghi", 5L, other.scope, other.name))
    }
  }

  test("it does not hold the arrays of a batch before it") {
    val batch = batchOf(Column.EVENT)
    val arrays = (1 to 3).map { n =>
      val event = new At("abc".getBytes, n)
      batch.add(event)
      new WeakReference(event.array)
    }
    batch.begin(sliceOf(stream, segment))
    batch.add(new At("d".getBytes, 1))
    eventually(timeout(10.seconds)) {
      System.gc()
      arrays.map(_.get) shouldBe Seq(null, null, null)
    }
    batch.columns.numRows shouldBe 1
  }

  test("it is full with many events, or with large ones") {
    val many = batchOf(Column.EVENT)
    Iterator.continually(many.add(new At(Array(1), 0))).takeWhile(_ => !many.isFull).size shouldBe 2047
    val large = batchOf(Column.EVENT)
    large.add(new At(new Array[Byte](1 << 20), 0))
    large.isFull shouldBe true
  }
}
