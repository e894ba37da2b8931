import type { Message } from "#shared/chat/message.ts";
import { checkWire, invalidRequest } from "../check-wire.ts";
import type { CalledTool } from "../dialect.ts";
import {
  arrayOf,
  extraOf,
  filledString,
  isObject,
  present,
  type JsonObject,
} from "../json.ts";
import { calledBy, callForms } from "./call-forms.ts";
import { parseContent } from "./parse-content.ts";
import type { ToolNames } from "./tool-names.ts";
import {
  callItemSchemas,
  outputItemSchema,
  searchOutputItemSchema,
  type WireItem,
} from "./wire-schema.ts";

export interface ItemContext {
  /** Names the item in errors. */
  readonly at: string;
  readonly names: ToolNames;
}

/**
 * A call of one of the client's tools, or the result of one; undefined for any other item. Whatever its
 * form, it becomes a call of the function that stands in for the tool.
 */
export function parseCallItem(
  item: WireItem,
  context: ItemContext,
): Message | undefined {
  const tool = calledBy(item);
  if (tool) return call(item, tool, context);
  switch (item.type) {
    case "function_call_output":
    case "custom_tool_call_output":
    case "local_shell_call_output":
      return result(item, context);
    case "tool_search_output":
      return item.execution === "server" ? undefined : found(item, context);
    default:
      return undefined;
  }
}

function call(
  item: WireItem,
  tool: CalledTool,
  { at, names }: ItemContext,
): Message {
  const wire = checkWire(callItemSchemas[tool.form], item, at);
  const { type: _, id, call_id: _id, name, namespace, ...others } = wire;
  const { arguments: _json, input: _text, action: _how, ...beside } = others;
  const { execution: _by, ...rest } = beside;
  const known = names.nameOf(tool);
  const isPlain = tool.form === "function" && known === name && !namespace;
  return {
    role: "assistant",
    parts: [
      {
        type: "tool-call",
        id: idOf(wire, at),
        name: known,
        arguments: callForms[tool.form].json(wire),
        ...extraOf({
          ...present({ ...rest, id }),
          ...(isPlain ? {} : { $wire: item }),
        }),
      },
    ],
  };
}

function result(item: WireItem, { at, names }: ItemContext): Message {
  const wire = checkWire(outputItemSchema, item, at);
  const { type, id, call_id: _, name, namespace, output, ...rest } = wire;
  const isPlain = type === "function_call_output" && !name && !namespace;
  return {
    role: "tool",
    parts: [
      {
        type: "tool-result",
        callId: idOf(wire, at),
        ...(name ? { name: names.nameOf({ name, namespace }) } : {}),
        content: parseContent(output, `${at}.output`),
        ...extraOf({
          ...present({ ...rest, id }),
          ...(isPlain ? {} : { $wire: item }),
        }),
      },
    ],
  };
}

/** The tools that a search found are declared with all others; here it only says which they are. */
function found(item: WireItem, { at, names }: ItemContext): Message {
  const wire = checkWire(searchOutputItemSchema, item, at);
  const { type: _, call_id: callId, tools, execution: _by, ...rest } = wire;
  const all = arrayOf(tools).flatMap((tool) => namesIn(tool, names));
  const text =
    all.length === 0
      ? "No tool was found."
      : `Found, and ready to be called: ${all.join(", ")}`;
  return {
    role: "tool",
    parts: [
      {
        type: "tool-result",
        callId,
        content: [{ type: "text", text }],
        extra: { ...present(rest), $wire: item },
      },
    ],
  };
}

/** Names of a tool, or of all in a group. */
function namesIn(
  tool: unknown,
  names: ToolNames,
  namespace?: string,
): readonly string[] {
  if (!isObject(tool)) return [];
  const name = filledString(tool.name);
  if (tool.type === "namespace")
    return arrayOf(tool.tools).flatMap((one) => namesIn(one, names, name));
  return name === undefined ? [] : [names.nameOf({ name, namespace })];
}

function idOf({ type, call_id, id }: JsonObject, at: string): string {
  const isShells =
    type === "local_shell_call" || type === "local_shell_call_output";
  const known =
    filledString(call_id) ?? (isShells ? filledString(id) : undefined);
  if (known !== undefined) return known;
  throw invalidRequest(`${at}.call_id`, "is missing");
}
