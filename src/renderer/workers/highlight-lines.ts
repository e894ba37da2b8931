import { all, createLowlight } from "lowlight";

/** A stretch of one line with its highlight.js class, e.g. `["SELECT", "hljs-keyword"]`. */
export type Span = readonly [text: string, className?: string];
export type HighlightedLine = readonly Span[];

type Root = ReturnType<ReturnType<typeof createLowlight>["highlight"]>;
type Node = Root["children"][number];

const lowlight = createLowlight();
const grammars = new Map(Object.entries(all));

/** Names that people write and grammars do not list as an alias. */
const otherNames = new Map(
  Object.entries({
    shellsession: "shell",
    zsh: "bash",
    jsonc: "json",
    json5: "json",
    vue: "xml",
    svelte: "xml",
    mdx: "markdown",
    postgres: "pgsql",
    postgresql: "pgsql",
    mysql: "sql",
    sqlite: "sql",
    tf: "ini",
    hcl: "ini",
    toml: "ini",
    dotenv: "ini",
  }),
);

/** A grammar is compiled the first time its language is met. */
function knows(language: string): boolean {
  if (lowlight.registered(language)) return true;
  const grammar = grammars.get(language);
  if (grammar !== undefined) {
    lowlight.register(language, grammar);
    return true;
  }
  if (lowlight.listLanguages().length < grammars.size) lowlight.register(all);
  return lowlight.registered(language);
}

/** Coloured lines of a text, or undefined for a language that nobody knows. */
export function highlightLines(
  code: string,
  language: string,
): readonly HighlightedLine[] | undefined {
  const name = language.toLowerCase();
  const known = otherNames.get(name) ?? name;
  if (!knows(known)) return undefined;
  const lines: Span[][] = [[]];
  for (const node of lowlight.highlight(known, code).children)
    collect(node, undefined, lines);
  return lines;
}

function collect(
  node: Node,
  className: string | undefined,
  lines: Span[][],
): void {
  if (node.type === "element") {
    const own = node.properties["className"];
    const name = Array.isArray(own) ? own.join(" ") : className;
    for (const child of node.children) collect(child, name, lines);
    return;
  }
  if (node.type !== "text") return;
  const [first = "", ...rest] = node.value.split("\n");
  append(lines, first, className);
  for (const text of rest) {
    lines.push([]);
    append(lines, text, className);
  }
}

function append(
  lines: Span[][],
  text: string,
  className: string | undefined,
): void {
  if (text === "") return;
  lines.at(-1)?.push(className === undefined ? [text] : [text, className]);
}
