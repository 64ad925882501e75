// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.docs

import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._

/** One of the project's documents, in Markdown. */
final case class Document(path: Path) {

  val text: String = Files.readString(path)

  /** The text without code, in which nothing is a link. */
  private lazy val prose = text.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`", "")

  /** The code blocks of a language, as they stand there. */
  def blocks(language: String): Seq[String] =
    s"(?s)```$language\n(.*?)```".r.findAllMatchIn(text).map(_.group(1)).toVector

  /** What stands between `<!-- name -->` and `<!-- /name -->`. */
  def marked(name: String): String = text.split(s"<!-- /?$name -->") match {
    case Array(_, between, _) => between.trim
    case _ => throw new IllegalStateException(s"Cannot find one <!-- $name --> … <!-- /$name --> in $path")
  }

  /** The targets of links that do not leave the project. */
  def links: Seq[String] =
    """\]\(([^)\s]+)\)""".r.findAllMatchIn(prose).map(_.group(1)).filterNot(_.matches("[a-z]+:.*")).toVector

  /** The file that a link leads to. */
  def target(link: String): Path =
    if (link.startsWith("#")) path else Option(path.getParent).fold(Path.of(""))(identity)
      .resolve(link.takeWhile(_ != '#')).normalize

  /**
   * What a link may name behind `#`. Forges and the site give headings different names, so that in pages of the site
   * only an explicit `<a id="…">` counts.
   */
  def anchors: Set[String] = {
    val explicit = """<a id="([^"]+)">""".r.findAllMatchIn(prose).map(_.group(1)).toSet
    if (path.startsWith(Document.site)) explicit
    else explicit ++ """(?m)^#+ (.*)$""".r.findAllMatchIn(prose).map(heading =>
      heading.group(1).trim.toLowerCase.replaceAll("[^\\p{L}\\d _-]", "").replace(' ', '-'))
  }

  override def toString: String = path.toString
}

object Document {

  private val site = Path.of("src/site/markdown")

  def readme: Document = Document(Path.of("README.md"))

  /** The page of the site with this name. */
  def page(name: String): Document = Document(site.resolve(name))

  /** The pages of the site. */
  def pages: Seq[Document] = in(site)

  /** All documents, those for contributors included. */
  def all: Seq[Document] = (readme +: pages) ++ in(Path.of(".github"))

  private def in(directory: Path): Seq[Document] = {
    val files = Files.walk(directory)
    try files.iterator.asScala.filter(_.toString.endsWith(".md")).toVector.sorted.map(Document(_))
    finally files.close()
  }
}
