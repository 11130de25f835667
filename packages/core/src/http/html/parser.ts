import { load } from 'cheerio/slim'
import { Parser } from 'htmlparser2'
import { parseFragment, serializeOuter } from 'parse5'

import { PageReader } from './fast/page-reader.ts'
import { ShallowHandler } from './fast/shallow-handler.ts'
import { PageParser } from './html5/page-parser.ts'
import { RunTokenizer } from './html5/run-tokenizer.ts'
import { treeAdapter } from './html5/tree-adapter.ts'
import { isRoot, type AnyNode, type Document, type ParentNode, type Settings } from './nodes.ts'

type Content = string | Buffer | AnyNode | AnyNode[]

// cheerio's way with htmlparser2 and with nodes that are there already.
const slim = load('').fn

// `noscript` holds markup, since nothing here runs scripts: lazy images stand in it.
const PARSE5 = { treeAdapter, scriptingEnabled: false }

/** Reads a whole page or a piece of one, with the parser that the settings name; nodes get a document around them. */
export function parseContent(
  content: Content,
  settings: Settings,
  isDocument: boolean,
  context: ParentNode | null,
): Document {
  const markup = Buffer.isBuffer(content) ? content.toString() : content
  if (typeof markup === 'string' && settings._useHtmlParser2 && !settings.xmlMode)
    return parseFast(markup, settings)
  if (typeof markup !== 'string' || settings._useHtmlParser2)
    return slim._parse(markup, settings, isDocument, context)
  if (isDocument) return parsePage(markup)
  return context ? parseFragment(context, markup, PARSE5) : parseFragment(markup, PARSE5)
}

function parsePage(markup: string): Document {
  const parser = new PageParser(PARSE5)
  parser.tokenizer = new RunTokenizer(parser.options, parser)
  parser.tokenizer.write(markup, true)
  return parser.document
}

/** The rules that `PageReader` knows in one way only. */
const RULES = [
  'decodeEntities',
  'lowerCaseAttributeNames',
  'lowerCaseTags',
  'recognizeCDATA',
  'recognizeSelfClosing',
  'Tokenizer',
  'withEndIndices',
  'withStartIndices',
] as const

function parseFast(markup: string, settings: Settings): Document {
  if (RULES.every((rule) => settings[rule] === undefined)) return new PageReader(markup).read()
  const handler = new ShallowHandler(undefined, settings)
  new Parser(handler, settings).end(markup)
  return handler.root
}

/** Writes nodes as markup, in the manner of the parser that the settings name. */
export function renderNodes(nodes: AnyNode | ArrayLike<AnyNode>, settings: Settings): string {
  if (settings._useHtmlParser2) return slim._render.call({ options: settings }, nodes)
  let markup = ''
  for (const node of 'length' in nodes ? Array.from(nodes) : [nodes]) {
    // A root has no markup of its own, only what is in it.
    for (const part of isRoot(node) ? node.children : [node]) markup += serializeOuter(part, PARSE5)
  }
  return markup
}
