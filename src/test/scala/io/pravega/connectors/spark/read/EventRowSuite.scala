package io.pravega.connectors.spark.read

import scala.collection.JavaConverters._
import scala.util.Random

import io.pravega.connectors.spark.client.EventCursor
import io.pravega.connectors.spark.stream.{SegmentIds, StreamId}
import org.apache.spark.sql.catalyst.expressions.UnsafeRow
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter
import org.apache.spark.unsafe.types.UTF8String
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class EventRowSuite extends AnyFunSuite with Matchers {

  private val stream = new StreamId("ein-scope", "stream-ä")

  private class At(payload: Array[Byte], val offset: Long) extends EventCursor {
    val array: Array[Byte] = Array.fill(3)(9.toByte) ++ payload ++ Array.fill(20)(9.toByte)
    override def next(): Boolean = false
    override def position: Int = 3
    override def length: Int = payload.length
    override def close(): Unit = ()
  }

  /** The same row, by Spark's own writer; the event last, as we write it. */
  private def expected(columns: Seq[Column], payload: Array[Byte], segment: Long, offset: Long): UnsafeRow = {
    val writer = new UnsafeRowWriter(columns.size)
    writer.reset()
    writer.zeroOutNullBytes()
    val inOrder = columns.zipWithIndex.sortBy { case (column, _) => if (column == Column.EVENT) 99 else column.ordinal }
    inOrder.foreach { case (column, i) =>
      column match {
        case Column.EVENT => writer.write(i, payload)
        case Column.SCOPE => writer.write(i, UTF8String.fromString(stream.scope))
        case Column.STREAM => writer.write(i, UTF8String.fromString(stream.name))
        case Column.SEGMENT_ID => writer.write(i, segment)
        case Column.OFFSET => writer.write(i, offset)
        case Column.EVENT_SIZE => writer.write(i, payload.length)
        case Column.SEGMENT_NUMBER => writer.write(i, SegmentIds.number(segment))
        case Column.SEGMENT_EPOCH => writer.write(i, SegmentIds.epoch(segment))
      }
    }
    writer.getRow
  }

  test("any choice of columns gives the row that Spark's own writer gives, byte by byte, for events of any size") {
    val random = new Random(1)
    (1 to 500).foreach { _ =>
      val columns = random.shuffle(Column.values.toList).take(random.nextInt(9))
      val row = new EventRow(columns.asJava, stream)
      (1 to 3).foreach { _ =>
        val segment = SegmentIds.of(random.nextInt(100), random.nextInt(100))
        row.segment(segment)
        (1 to 5).foreach { _ =>
          val payload = random.alphanumeric.take(random.nextInt(if (random.nextInt(10) == 0) 5000 else 40)).mkString.getBytes
          val offset = random.nextInt(1000000).toLong
          val written = row.write(new At(payload, offset))
          written shouldBe expected(columns, payload, segment, offset)
        }
      }
    }
  }

  test("Spark 4.0's streaming queries find hidden columns behind the others, and the others do not mind") {
    val builderColumns = Column.VISIBLE.asScala ++ Column.HIDDEN.asScala
    val row = new EventRow(builderColumns.asJava, stream)
    row.segment(SegmentIds.of(3, 2))
    val written = row.write(new At("abc".getBytes, 77))
    val visible = new UnsafeRow(Column.VISIBLE.size)
    visible.pointTo(written.getBaseObject, written.getBaseOffset, written.getSizeInBytes)
    (new String(visible.getBinary(0)), visible.getUTF8String(1).toString, visible.getUTF8String(2).toString,
      visible.getLong(3), visible.getLong(4)) shouldBe
      (("abc", "ein-scope", "stream-ä", SegmentIds.of(3, 2), 77L))
    (written.getInt(5), written.getInt(6), written.getInt(7)) shouldBe ((3, 3, 2))
  }
}
