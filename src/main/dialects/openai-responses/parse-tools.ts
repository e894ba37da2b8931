import { z } from "zod";
import type { Tool } from "#shared/chat/request.ts";
import { checkWire, invalidRequest } from "../check-wire.ts";
import { defined, extraOf, filledString, type JsonObject } from "../json.ts";
import { lines, standIn, type StandIn } from "./stand-ins.ts";
import { ToolNames } from "./tool-names.ts";
import {
  wireToolSchema,
  type WireRequest,
  type WireTool,
} from "./wire-schema.ts";

export interface ParsedTools {
  /** Absent where the request says nothing of tools. */
  readonly tools?: Tool[];
  readonly names: ToolNames;
  /** Where each of them was declared. */
  readonly places: readonly string[];
}

/**
 * All tools that a request declares: those of its list, those that items of its input add, and before
 * them those that were added so by `earlier` items, which it goes on from.
 */
export function parseTools(
  { tools, input }: WireRequest,
  earlier: readonly JsonObject[],
): ParsedTools {
  const parser = new ToolParser();
  for (const item of earlier)
    if (addsTools(item))
      parser.add(item["tools"], {
        ...addedBy(item, "previous_response_id"),
        isEarlier: true,
      });
  if (tools) parser.list(tools);
  for (const [i, item] of typeof input === "string" ? [] : input.entries())
    if (addsTools(item))
      parser.add(item.tools, addedBy(item, `input[${i}].tools`));
  return parser.parsed;
}

function addsTools({ type }: { readonly type?: unknown }): boolean {
  return type === "additional_tools" || type === "tool_search_output";
}

function addedBy({ type }: { readonly type?: unknown }, at: string): Place {
  return { at, isFound: type === "tool_search_output" };
}

/** Where a tool is declared, and how. */
interface Place {
  readonly at: string;
  /** It replaces an earlier declaration of the same tool. */
  readonly isLater?: true;
  /** It was added before this request, which may declare it anew. */
  readonly isEarlier?: true;
  /** It came with the result of a search, which tells it once more. */
  readonly isFound?: boolean;
  /** The group that it is in; only its first member tells what the group is. */
  readonly namespace?: string;
  readonly group?: JsonObject;
}

class ToolParser {
  readonly #names = new ToolNames();
  readonly #tools: Tool[] = [];
  readonly #declared: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #earlier = new Set<string>();
  #isDeclared = false;

  get parsed(): ParsedTools {
    const told = { names: this.#names, places: this.#declared };
    return this.#isDeclared ? { ...told, tools: this.#tools } : told;
  }

  list(tools: readonly WireTool[]): void {
    this.#isDeclared = true;
    tools.forEach((tool, i) => this.#tool(tool, { at: `tools[${i}]` }));
  }

  add(tools: unknown, place: Place): void {
    this.#isDeclared = true;
    const { at } = place;
    checkWire(z.array(wireToolSchema), tools, at).forEach((tool, i) =>
      this.#tool(tool, { ...place, at: `${at}[${i}]`, isLater: true }),
    );
  }

  #tool(wire: WireTool, place: Place): void {
    if (wire.type === "namespace") return this.#group(wire, place);
    const made = standIn(wire);
    if (made) return this.#declare(wire, made, place);
    // The server's own: it passes as it is.
    const { name, type } = wire;
    const extra = { ...wire };
    this.#tools.push({ name: name ?? type, inputSchema: {}, extra });
    this.#declared.push(place.at);
  }

  #group(wire: WireTool, place: Place): void {
    const { type: _, tools, ...group } = wire;
    const at = `${place.at}.tools`;
    const namespace = nameOf(wire, place.at);
    const schema = z.array(wireToolSchema).min(1);
    for (const [i, tool] of checkWire(schema, tools, at).entries()) {
      if (tool.type !== "function" && tool.type !== "custom")
        throw invalidRequest(`${at}[${i}].type`, "must be function or custom");
      const first = i === 0 ? { group } : {};
      this.#tool(tool, { ...place, at: `${at}[${i}]`, namespace, ...first });
    }
  }

  #declare(wire: WireTool, { form, extra, ...made }: StandIn, place: Place) {
    const { at, namespace, group, isEarlier, isFound } = place;
    const isNamed = form === "function" || form === "custom";
    const given = isNamed ? nameOf(wire, at) : wire.type;
    const called = { form, name: given, ...defined({ namespace }) };
    const name = this.#names.nameOf(called);
    const isKnown = this.#names.has(called);
    const mayReplace = this.#earlier.delete(name) || place.isLater;
    if (isEarlier) this.#earlier.add(name);
    if (isKnown ? !mayReplace : this.#names.called.has(name))
      throw invalidRequest(`${at}.name`, "is another tool's name as well");
    this.#names.declare(called);
    const about = aboutGroup(group);
    const description =
      about === "" ? made.description : lines(made.description, about);
    const isPlain = form === "function" && name === given && !namespace;
    const tool: Tool = {
      ...made,
      ...defined({ name, description }),
      ...extraOf({
        ...extra,
        ...(isPlain && !isFound
          ? {}
          : { $wire: defined({ tool: wire, namespace, group, isFound }) }),
      }),
    };
    const position = this.#places.get(name) ?? this.#tools.length;
    this.#places.set(name, position);
    this.#tools[position] = tool;
    this.#declared[position] = at;
  }
}

/** What only a group says, told once: by its first member. */
function aboutGroup(group: JsonObject | undefined): string {
  const { name, description } = group ?? {};
  const text = filledString(description)?.trim();
  if (!text || text === `Tools in the ${String(name)} namespace.`) return "";
  return `About all tools of ${String(name)}: ${text}`;
}

function nameOf({ name }: WireTool, at: string): string {
  if (name) return name;
  throw invalidRequest(`${at}.name`, "is missing");
}
