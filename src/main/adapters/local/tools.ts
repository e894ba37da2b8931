import {
  invalidRequest,
  unsupported as refusal,
} from "#main/dialects/check-wire.ts";
import { ExtraWriter } from "#main/dialects/foreign-extra.ts";
import type { LocalTools } from "#main/ports/local-runtime.ts";
import type { ChatRequest, Tool, ToolChoice } from "#shared/chat/request.ts";
import { Gbnf, GrammarTooLarge } from "./gbnf.ts";
import { SchemaGrammar } from "./schema-grammar.ts";
import { SchemaRefusal } from "./schema-words.ts";

/** What every template can write within quotes, and every client takes back. */
const nameForm = /^[A-Za-z0-9_.:-]{1,128}$/;

/**
 * The functions that a request offers; undefined where none may be called. Throws AppError that names
 * what no grammar can hold a call to: arguments always fit their schema. What a grammar cannot say of
 * a schema is left to the model, which reads it whole, unless the tool is `strict`.
 */
export function toolsOf(request: ChatRequest): LocalTools | undefined {
  const { tools = [], toolChoice = "auto" } = request;
  if (toolChoice === "none") return undefined;
  requireChoice(toolChoice, tools);
  if (tools.length === 0) return undefined;
  const extras = new ExtraWriter(request, "llamacpp");
  const gbnf = new Gbnf();
  const names = new Set<string>();
  const offered = tools.map((tool, i) => {
    const at = `tools[${String(i)}]`;
    extras.fields(tool.extra, at);
    requireName(tool.name, at, names);
    requireSchema(tool, at, gbnf);
    const { name, description, inputSchema: parameters } = tool;
    return { name, ...(description ? { description } : {}), parameters };
  });
  if (toolChoice === "auto") requireAnswer(request, gbnf);
  const parallel = request.parallelToolCalls !== false;
  return { offered, choice: toolChoice, parallel };
}

function requireChoice(choice: ToolChoice, tools: readonly Tool[]): void {
  if (choice === "required" && tools.length === 0)
    throw invalidRequest("tool_choice", "there is no tool to be called");
  if (typeof choice === "string") return;
  if (!tools.some(({ name }) => name === choice.tool))
    throw invalidRequest("tool_choice", "names a tool that is not offered");
}

function requireName(name: string, at: string, names: Set<string>): void {
  if (!nameForm.test(name))
    throw invalidRequest(
      at,
      "its name takes letters, digits, “_”, “-”, “.” and “:”, at most 128",
    );
  if (names.has(name))
    throw invalidRequest(at, "another tool has the same name");
  names.add(name);
}

function requireSchema(tool: Tool, at: string, gbnf: Gbnf): void {
  const [beyond] = widenedOf(tool, at, gbnf);
  if (tool.strict !== true || beyond === undefined) return;
  throw refusal(
    at,
    `a model on this computer cannot be held to “${beyond}” of its schema; without \`strict\` it is only told`,
  );
}

function widenedOf(tool: Tool, at: string, gbnf: Gbnf): Iterable<string> {
  const grammar = new SchemaGrammar(gbnf, tool.inputSchema);
  holding(at, "the schemas of the tools are too large", () =>
    grammar.arguments(),
  );
  return grammar.widened;
}

/** One grammar holds a reply that may be calls or JSON. */
function requireAnswer({ responseFormat }: ChatRequest, gbnf: Gbnf): void {
  if (responseFormat?.type !== "json-schema") return;
  const grammar = new SchemaGrammar(gbnf, responseFormat.schema);
  const tooLarge = "its schema and those of the tools are too large together";
  holding("response_format", tooLarge, () => grammar.document());
}

function holding(at: string, tooLarge: string, make: () => unknown): void {
  try {
    make();
  } catch (error) {
    if (error instanceof GrammarTooLarge) throw refusal(at, tooLarge);
    if (!(error instanceof SchemaRefusal)) throw error;
    throw refusal(
      at,
      `a model on this computer cannot be held to its schema, for its “${error.keyword}”`,
    );
  }
}
