// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client.{StreamMarks, TimeMark}
import io.pravega.connectors.spark.stream.{Cut, StreamId}

/** Marks that are in memory; one stands at each multiple of 100. */
class FakeMarks extends StreamMarks {
  @volatile var marks = Vector.empty[TimeMark]
  /** How often somebody began to read, and how many marks were read. */
  @volatile var reads = 0
  @volatile var marksRead = 0

  /** Adds a mark; `cut` is segment → (offset, its part of the key space). */
  def add(lower: Long, upper: Long, cut: (Long, (Long, (Double, Double)))*): TimeMark = {
    val ranges = cut.map { case (segment, (_, (low, high))) => Long.box(segment) -> new TimeMark.KeyRange(low, high) }
    val offsets = cut.map { case (segment, (offset, _)) => Long.box(segment) -> Long.box(offset) }
    val mark = new TimeMark(lower, upper, Cut.of(FakeMarks.Stream, offsets.toMap.asJava), ranges.toMap.asJava,
      marks.size * 100L)
    marks :+= mark
    mark
  }

  override def from(place: Long): StreamMarks.Cursor = {
    reads += 1
    val left = marks.dropWhile(_.place < place).iterator
    new StreamMarks.Cursor {
      private var current: TimeMark = _

      override def next(): Boolean = left.hasNext && {
        current = left.next()
        marksRead += 1
        true
      }

      override def mark(): TimeMark = current
      override def close(): Unit = ()
    }
  }
}

object FakeMarks {
  val Stream = new StreamId("scope", "stream")
}
