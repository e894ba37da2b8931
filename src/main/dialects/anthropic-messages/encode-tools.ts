import type { ChatRequest, Tool } from "#shared/chat/request.ts";
import type { ExtraWriter } from "../foreign-extra.ts";
import { defined, objectOf, type JsonObject } from "../json.ts";
import { SchemaVisits } from "../schema-references.ts";
import { carried } from "./encode-content.ts";
import { outputSchema } from "./output-schema.ts";

/** The tools and the choice among them; `more` is what its own callers say of the choice beside it. */
export function encodeTools(
  request: ChatRequest,
  extras: ExtraWriter,
  more: JsonObject | undefined,
): JsonObject {
  const { tools, toolChoice, parallelToolCalls } = request;
  const choice = encodeToolChoice(toolChoice);
  const needsChoice =
    parallelToolCalls !== undefined && choice?.type !== "none";
  const whole =
    needsChoice && tools
      ? {
          ...(choice ?? { type: "auto" }),
          disable_parallel_tool_use: !parallelToolCalls,
        }
      : choice;
  const visits = new SchemaVisits();
  const written = tools?.flatMap((tool, i) =>
    encodeTool(tool, extras, { at: `tools[${i}]`, visits }),
  );
  const isListed = tools?.length === 0 || written?.length !== 0;
  return {
    ...(written && isListed ? { tools: written } : {}),
    ...(whole ? { tool_choice: { ...whole, ...more } } : {}),
  };
}

function encodeToolChoice(
  choice: ChatRequest["toolChoice"],
): JsonObject | undefined {
  if (choice === undefined) return undefined;
  if (typeof choice === "object") return { type: "tool", name: choice.tool };
  return { type: choice === "required" ? "any" : choice };
}

/** A tool whose `extra` names its type is the server's own; only its own dialect can ask for it. */
function encodeTool(
  tool: Tool,
  extras: ExtraWriter,
  { at, visits }: { readonly at: string; readonly visits: SchemaVisits },
): readonly JsonObject[] {
  const { $wire, ...extra } = extras.fields(tool.extra, at, carried);
  if (objectOf($wire)?.isAdded === true) return [];
  const { type, ...described } = extra;
  if (type !== undefined && type !== "custom") return [extra];
  const { inputSchema, strict } = tool;
  const schema =
    inputSchema.type === undefined
      ? { type: "object", properties: {}, ...inputSchema }
      : inputSchema;
  const isHeld = strict === true && !extras.isOwn;
  return [
    {
      name: tool.name,
      ...defined({ type, description: tool.description, strict }),
      input_schema: isHeld
        ? outputSchema(schema, `${at}.parameters`, visits)
        : schema,
      ...described,
    },
  ];
}
