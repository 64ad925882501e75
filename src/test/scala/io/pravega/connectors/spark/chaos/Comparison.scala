// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

/** The numbers of events of which something is wrong in the sink, each with its key. */
case class Comparison(lost: Seq[(String, Long)], twice: Seq[(String, Long)], outOfOrder: Seq[(String, Long)]) {

  def isFlawless: Boolean = lost.isEmpty && twice.isEmpty && outOfOrder.isEmpty

  /** The part that concerns events whose numbers the function accepts. */
  def filter(wanted: ((String, Long)) => Boolean): Comparison =
    Comparison(lost.filter(wanted), twice.filter(wanted), outOfOrder.filter(wanted))
}

object Comparison {

  /**
   * Compares what is in the sink with what was written.
   *
   * @param written how many events of each key, numbered from 0
   * @param copied the events `key:number` of the sink, those of a key in the order of the sink
   */
  def of(written: Map[String, Long], copied: Seq[String]): Comparison = {
    val numbers = copied.map { event =>
      val Array(key, number) = event.split(':')
      key -> number.toLong
    }.groupBy(_._1).map { case (key, events) => key -> events.map(_._2) }
    val parts = written.toSeq.map { case (key, count) =>
      val found = numbers.getOrElse(key, Nil)
      val distinct = found.distinct
      val lost = (0L until count).diff(distinct)
      val most = distinct.scanLeft(-1L)(_ max _)
      val late = distinct.zip(most).collect { case (number, before) if number < before => number }
      Comparison(lost.map(key -> _), found.diff(distinct).map(key -> _), late.map(key -> _))
    }
    Comparison(parts.flatMap(_.lost), parts.flatMap(_.twice), parts.flatMap(_.outOfOrder))
  }
}
