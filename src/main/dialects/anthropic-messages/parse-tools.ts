import type { Tool } from "#shared/chat/request.ts";
import { checkWire } from "../check-wire.ts";
import { defined, extraOf, objectOf, stringOf, present } from "../json.ts";
import {
  wireToolSchema,
  type WireRequest,
  type WireTool,
} from "./wire-schema.ts";

/**
 * All tools that a request names: those of its list, and those that messages in the middle add. Which of
 * them are there only for Anthropic, and which for all others, each tool's `$wire` says.
 */
export function parseTools(wire: WireRequest): {
  readonly tools: Tool[] | undefined;
  /** What the caller calls each of them. */
  readonly places: readonly string[];
} {
  const tools = wire.tools?.map(parseTool) ?? [];
  const places = tools.map((_, i) => `tools[${i}]`);
  let isChanged = false;
  wire.messages.forEach(({ role, content }, i) => {
    if (role !== "system" || typeof content === "string") return;
    for (const [j, block] of content.entries()) {
      const at = `messages[${i}].content[${j}].tool`;
      const tool = objectOf(block.tool) ?? {};
      const { type, definition } = tool;
      if (block.type === "tool_addition" && type === "tool_definition") {
        const added = parseTool(
          checkWire(wireToolSchema, definition, `${at}.definition`),
        );
        mark(tools, added.name, { isRemoved: true });
        tools.push(marked(added, { isAdded: true }));
        places.push(`${at}.definition`);
      } else if (block.type === "tool_addition")
        mark(tools, stringOf(tool.name), { isRemoved: false });
      else if (block.type === "tool_removal")
        mark(tools, stringOf(tool.name), { isRemoved: true });
      else continue;
      isChanged = true;
    }
  });
  return { tools: wire.tools || isChanged ? tools : undefined, places };
}

interface Mark {
  /** Others are not offered it any more. */
  readonly isRemoved?: boolean;
  /** A message tells Anthropic of it. */
  readonly isAdded?: boolean;
}

function marked(tool: Tool, more: Mark): Tool {
  const { $wire, ...extra } = tool.extra ?? {};
  return {
    ...tool,
    extra: { ...extra, $wire: { ...objectOf($wire), ...more } },
  };
}

function mark(tools: Tool[], name: string | undefined, more: Mark): void {
  tools.forEach((tool, i) => {
    if (tool.name === name) tools[i] = marked(tool, more);
  });
}

/** A tool without a schema is one of the server's own: it passes as it is. */
function parseTool(wire: WireTool): Tool {
  const { name, description, input_schema, strict, ...rest } = wire;
  if (!input_schema) return { name, inputSchema: {}, extra: { ...wire } };
  return {
    name,
    inputSchema: input_schema,
    ...defined({
      description: description ?? undefined,
      strict: strict ?? undefined,
    }),
    ...extraOf(present(rest)),
  };
}
