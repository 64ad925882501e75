// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.docs

import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._

/** The messages of the main sources, compared with those of a document by their fixed parts. */
object Messages {

  /** The sources, with the pieces of each text put together, and `…` for a variable between them. */
  lazy val sources: String = {
    val files = Files.walk(Path.of("src/main/java"))
    try files.iterator.asScala.filter(_.toString.endsWith(".java")).toVector.sorted.map(joined).mkString("\n")
    finally files.close()
  }

  private def joined(file: Path): String = Files.readString(file)
    .replaceAll("(?s)LOG\\.debug\\(.*?\\);", "")
    .replaceAll("\"\"\"\\s*\\n\\s*", "\"").replace("\"\"\"", "\"")
    .replaceAll("\\\\\\n\\s*", "")
    .replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("\"\\s*\\+\\s*\\w+\\s*\\+\\s*\"", "…")

  /** The texts in the sources that begin as messages do. */
  def inSources: Seq[String] = "\"((?:Cannot|Invalid) [^\"\\n]*)\"".r.findAllMatchIn(sources).map(_.group(1)).toVector

  /** The messages that the tables of a text begin their rows with. */
  def inTables(text: String): Seq[String] = text.linesIterator.filter(_.startsWith("| `"))
    .map(_.split('`')(1)).toVector

  /** What stands between the names and values of a message. */
  def fixedParts(message: String): Seq[String] =
    message.split("…|%(\\d+\\$)?[sd]|\\{}").map(_.replaceAll("^[\\s:;,./'\"(]+|[\\s:;,./'\"(]+$", ""))
      .filter(_.length > 3).toVector
}
