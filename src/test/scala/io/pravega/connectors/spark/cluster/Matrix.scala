// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.cluster

import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._

/** A Spark, the Scala it is built with, and the major version of the Java it runs on. */
case class Cell(spark: String, scala: String, java: String) {
  override def toString: String = s"Spark $spark (Scala $scala) on Java $java"
}

/** What the jar is tested on, from the file `src/test/spark/matrix`. */
object Matrix {

  val cells: Seq[Cell] =
    Files.readAllLines(Path.of("src/test/spark/matrix")).asScala.map(_.trim).toVector
      .filterNot(line => line.isEmpty || line.startsWith("#"))
      .map(_.split("\\s+"))
      .map { case Array(spark, scala, java) => Cell(spark, scala, java) }

  /** Those whose text contains the system property `cluster.only`; all without it. */
  def chosen: Seq[Cell] = {
    val only = System.getProperty("cluster.only", "")
    val found = cells.filter(_.toString.contains(only))
    require(found.nonEmpty, s"Invalid cluster.only '$only': expected part of one of ${cells.mkString(", ")}")
    found
  }
}
