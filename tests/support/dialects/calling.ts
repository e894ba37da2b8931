import type { DialectName } from "#main/dialects/dialect.ts";

/** JSON as texts. */
export interface Told {
  /** An object. */
  readonly args: string;
  /** An object. */
  readonly result: string;
  readonly schema: string;
}

const text = JSON.stringify;

/** A conversation with a call and its result, as a client writes it. */
export const requests: Readonly<Record<DialectName, (told: Told) => string>> = {
  "openai-chat": ({ args, result, schema }) => `{"model":"m",
    "messages":[{"role":"user","content":"Hi"},
      {"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":${text(args)}}}]},
      {"role":"tool","tool_call_id":"call_1","content":${text(result)}}],
    "tools":[{"type":"function","function":{"name":"f","parameters":${schema}}}]}`,
  "openai-responses": ({ args, result, schema }) => `{"model":"m",
    "input":[{"role":"user","content":"Hi"},
      {"type":"function_call","call_id":"call_1","name":"f","arguments":${text(args)}},
      {"type":"function_call_output","call_id":"call_1","output":${text(result)}}],
    "tools":[{"type":"function","name":"f","parameters":${schema}}]}`,
  "anthropic-messages": ({
    args,
    result,
    schema,
  }) => `{"model":"m","max_tokens":9,
    "messages":[{"role":"user","content":"Hi"},
      {"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"f","input":${args}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":${text(result)}}]}],
    "tools":[{"name":"f","input_schema":${schema}}]}`,
  gemini: ({ args, result, schema }) => `{
    "contents":[{"role":"user","parts":[{"text":"Hi"}]},
      {"role":"model","parts":[{"functionCall":{"id":"call_1","name":"f","args":${args}}}]},
      {"role":"user","parts":[{"functionResponse":{"id":"call_1","name":"f","response":${result}}}]}],
    "tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":${schema}}]}]}`,
  ollama: ({ args, result, schema }) => `{"model":"m",
    "messages":[{"role":"user","content":"Hi"},
      {"role":"assistant","tool_calls":[{"id":"call_1","function":{"name":"f","arguments":${args}}}]},
      {"role":"tool","tool_name":"f","content":${text(result)}}],
    "tools":[{"type":"function","function":{"name":"f","parameters":${schema}}}]}`,
};

/** Where an upstream finds them in a body. */
export const places = {
  "openai-chat": {
    args: "messages.1.tool_calls.0.function.arguments",
    result: "messages.2.content",
    schema: "tools.0.function.parameters",
  },
  "openai-responses": {
    args: "input.1.arguments",
    result: "input.2.output",
    schema: "tools.0.parameters",
  },
  "anthropic-messages": {
    args: "messages.1.content.0.input",
    result: "messages.2.content.0.content",
    schema: "tools.0.input_schema",
  },
  gemini: {
    args: "contents.1.parts.0.functionCall.args",
    result: "contents.2.parts.0.functionResponse.response",
    schema: "tools.0.functionDeclarations.0.parametersJsonSchema",
  },
  ollama: {
    args: "messages.1.tool_calls.0.function.arguments",
    result: "messages.2.content",
    schema: "tools.0.function.parameters",
  },
} as const satisfies Record<DialectName, object>;

export function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
      value,
    );
}

/** A reply that calls, as an upstream streams it. */
export const replies = {
  "openai-chat": (args: string) => [
    `{"id":"x","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"f","arguments":${text(args)}}}]}}]}`,
    '{"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}',
  ],
  "anthropic-messages": (args: string) => [
    '{"type":"message_start","message":{"id":"x"}}',
    `{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"call_1","name":"f","input":${args}}}`,
    '{"type":"content_block_stop","index":0}',
    '{"type":"message_delta","delta":{"stop_reason":"tool_use"}}',
    '{"type":"message_stop"}',
  ],
  gemini: (args: string) => [
    `{"candidates":[{"content":{"parts":[{"functionCall":{"id":"call_1","name":"f","args":${args}}}]},"finishReason":"STOP"}]}`,
  ],
  ollama: (args: string) => [
    `{"message":{"role":"assistant","content":"","tool_calls":[{"id":"call_1","function":{"name":"f","arguments":${args}}}]},"done":false}`,
    '{"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}',
  ],
} as const;

/** The call's arguments in what a client gets, whole or in the pieces of a stream. */
export const called: Readonly<
  Record<DialectName, (bodies: readonly unknown[]) => unknown>
> = {
  "openai-chat": (bodies) =>
    pieces(bodies, "choices.0.message.tool_calls.0.function.arguments") ||
    pieces(bodies, "choices.0.delta.tool_calls.0.function.arguments"),
  "openai-responses": (bodies) =>
    pieces(bodies, "output.0.arguments") ||
    pieces(
      bodies.filter(
        (body) => at(body, "type") !== "response.function_call_arguments.done",
      ),
      "delta",
    ),
  "anthropic-messages": (bodies) =>
    found(bodies, "content.0.input") ?? pieces(bodies, "delta.partial_json"),
  gemini: (bodies) =>
    found(bodies, "candidates.0.content.parts.0.functionCall.args"),
  ollama: (bodies) => found(bodies, "message.tool_calls.0.function.arguments"),
};

function found(bodies: readonly unknown[], path: string): unknown {
  return bodies
    .map((body) => at(body, path))
    .find((value) => value !== undefined);
}

function pieces(bodies: readonly unknown[], path: string): string {
  return bodies
    .map((body) => at(body, path))
    .filter((piece) => typeof piece === "string")
    .join("");
}
