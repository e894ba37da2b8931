import { callArguments } from "../call-arguments.ts";
import type { CalledTool } from "../dialect.ts";
import {
  arrayOf,
  defined,
  filledString,
  isObject,
  objectOf,
  stringOf,
  type JsonObject,
} from "../json.ts";
import { freeformText } from "./freeform-input.ts";

/** How a call of one form stands among the output items. */
export interface CallForm {
  readonly type: string;
  /** Beginning of the item's id. */
  readonly prefix: string;
  /** Events of a growing call, and what the field is called that grows; absent where it comes whole. */
  readonly pieces?: {
    readonly event: string;
    readonly field: "arguments" | "input";
  };
  /** What the item says of the call, given what its stand-in was called with. */
  fields(json: string): JsonObject;
  /** What a stand-in would have been called with, given the item. */
  json(item: JsonObject): string;
}

export const callForms: Readonly<Record<CalledTool["form"], CallForm>> = {
  function: {
    type: "function_call",
    prefix: "fc",
    pieces: { event: "response.function_call_arguments", field: "arguments" },
    fields: (json) => ({ arguments: json }),
    json: ({ arguments: json }) => stringOf(json) ?? "",
  },
  custom: {
    type: "custom_tool_call",
    prefix: "ctc",
    pieces: { event: "response.custom_tool_call_input", field: "input" },
    fields: (json) => ({ input: freeformText(json) }),
    json: ({ input }) => JSON.stringify({ input: stringOf(input) ?? "" }),
  },
  "local-shell": {
    type: "local_shell_call",
    prefix: "lsh",
    fields: (json) => ({ action: shellAction(callArguments(json)) }),
    json: ({ action }) => {
      const { type: _, ...how } = objectOf(action) ?? {};
      return JSON.stringify(how);
    },
  },
  "tool-search": {
    type: "tool_search_call",
    prefix: "tsc",
    fields: (json) => ({ execution: "client", arguments: callArguments(json) }),
    json: ({ arguments: asked }) => JSON.stringify(objectOf(asked) ?? {}),
  },
};

/** The tool that an item calls; undefined where it calls none of the client's. */
export function calledBy(item: JsonObject): CalledTool | undefined {
  const { name, namespace, execution } = item;
  switch (item.type) {
    case "function_call":
    case "custom_tool_call":
      return {
        form: item.type === "function_call" ? "function" : "custom",
        name: stringOf(name) ?? "",
        ...defined({ namespace: filledString(namespace) }),
      };
    case "local_shell_call":
      return { form: "local-shell", name: "local_shell" };
    case "tool_search_call":
      // A search of the server's own tools: nobody else has them.
      return execution === "server"
        ? undefined
        : { form: "tool-search", name: "tool_search" };
    default:
      return undefined;
  }
}

/** `env` must be there, the other fields need not. */
function shellAction({ command, env, ...more }: JsonObject): JsonObject {
  const { working_directory, timeout_ms } = more;
  return {
    type: "exec",
    command: typeof command === "string" ? [command] : arrayOf(command),
    env: isObject(env) ? env : {},
    ...defined({
      working_directory: stringOf(working_directory),
      timeout_ms: typeof timeout_ms === "number" ? timeout_ms : undefined,
    }),
  };
}
