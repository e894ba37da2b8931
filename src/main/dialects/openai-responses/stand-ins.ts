import type { Tool } from "#shared/chat/request.ts";
import type { CalledTool } from "../dialect.ts";
import {
  defined,
  extraOf,
  filledString,
  objectOf,
  type JsonObject,
} from "../json.ts";
import type { WireTool } from "./wire-schema.ts";

/** A function by which every upstream can call one of the client's tools. */
export interface StandIn extends Omit<Tool, "name"> {
  readonly form: CalledTool["form"];
}

/** Undefined for a tool that the server itself would run: nobody can stand in for it. */
export function standIn(wire: WireTool): StandIn | undefined {
  switch (wire.type) {
    case "function":
      return plain(wire);
    case "custom":
      return freeform(wire);
    case "local_shell":
      return { form: "local-shell", ...shell, ...extraOf(rest(wire)) };
    case "tool_search":
      return wire.execution === "client" ? search(wire) : undefined;
    default:
      return undefined;
  }
}

function plain(wire: WireTool): StandIn {
  const { parameters, strict } = wire;
  return {
    form: "function",
    inputSchema: parameters ?? {},
    ...defined({
      description: wire.description ?? undefined,
      strict: strict ?? undefined,
    }),
    ...extraOf(rest(wire)),
  };
}

/** Its grammar can only be told, not enforced: the client checks what it is called with. */
function freeform(wire: WireTool): StandIn {
  const { format, ...extra } = rest(wire);
  const { syntax, definition } = objectOf(format) ?? {};
  const rules = filledString(definition);
  const name = filledString(syntax) ?? "";
  const grammar = rules && `It follows this ${name} grammar:\n${rules}`;
  const input = {
    type: "string",
    description: lines("The whole input as plain text.", grammar),
  };
  return {
    form: "custom",
    description: lines(
      wire.description,
      "Put the whole input, unchanged, into the one field `input`.",
    ),
    inputSchema: {
      type: "object",
      properties: { input },
      required: ["input"],
      additionalProperties: false,
    },
    ...extraOf(extra),
  };
}

function search(wire: WireTool): StandIn {
  const { execution: _, ...extra } = rest(wire);
  const { extra: _extra, ...made } = plain(wire);
  return { ...made, form: "tool-search", ...extraOf(extra) };
}

const shell = {
  description:
    "Runs a command on the user's computer and gives back what it printed.",
  inputSchema: {
    type: "object",
    properties: {
      command: {
        type: "array",
        items: { type: "string" },
        description: "The program and its arguments.",
      },
      working_directory: { type: "string" },
      timeout_ms: { type: "integer" },
      env: { type: "object", additionalProperties: { type: "string" } },
    },
    required: ["command"],
  },
};

/** Paragraphs, those that say something. */
export function lines(
  ...texts: readonly (string | null | undefined)[]
): string {
  return texts.filter((text) => text).join("\n\n");
}

const stated = new Set([
  ...["type", "name", "description"],
  ...["parameters", "strict"],
]);

function rest(wire: WireTool): JsonObject {
  return Object.fromEntries(
    Object.entries(wire).filter(
      ([name, value]) => value !== null && !stated.has(name),
    ),
  );
}
