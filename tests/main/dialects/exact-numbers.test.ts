import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DialectFrame, DialectName } from "#main/dialects/dialect.ts";
import { exactJson } from "#main/dialects/exact-json.ts";
import { dialects } from "#main/dialects/table.ts";
import {
  anyJsonText,
  objectText,
  valueOf,
} from "#tests/support/dialects/exact-texts.ts";
import { decodeAll, fold, writeAll } from "#tests/support/dialects/fold.ts";

const names = Object.keys(dialects) as readonly DialectName[];
const pairs = names.flatMap((client) =>
  names.map((upstream) => ({ client, upstream })),
);

/** The schema of the only tool, in JSON Schema's words that every dialect passes on. */
const schemaOf = (json: string) =>
  `{"type":"object","properties":{"id":{"type":"integer","description":"An id","enum":[${json}]}}}`;

interface Told {
  /** An object. */
  readonly args: string;
  /** An object. */
  readonly result: string;
  readonly schema: string;
}

const text = JSON.stringify;

/** A conversation with a call and its result, as a client writes it. */
const requests: Readonly<Record<DialectName, (told: Told) => string>> = {
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

/** What an upstream reads in a body: its numbers as decimals, JSON within texts read as well. */
function heard(dialect: DialectName, body: string) {
  const root = valueOf(body);
  const paths = {
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
  }[dialect];
  const { args, result, schema } = paths;
  return {
    args: read(at(root, args)),
    result: read(at(root, result)),
    examples: at(root, `${schema}.properties.id.enum.0`),
  };
}

function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
      value,
    );
}

/** What is JSON as text is read; no text is no arguments. */
function read(value: unknown): unknown {
  if (value === "") return {};
  if (Array.isArray(value) && value.length === 1)
    return read(at(value, "0.text"));
  return typeof value === "string" ? valueOf(value) : value;
}

test.each(pairs)(
  "$client to $upstream: no digit of a call, its result or a schema is lost",
  ({ client, upstream }) => {
    fc.assert(
      fc.property(
        objectText,
        objectText,
        anyJsonText,
        (args, result, examples) => {
          const told = { args, result, schema: schemaOf(examples) };
          const body = exactJson(requests[client](told));
          const { request } = dialects[client].parse(body, {
            model: "m",
            stream: false,
          });
          const sent = dialects[upstream].encode(request, {}).body;
          expect(heard(upstream, JSON.stringify(sent))).toEqual({
            args: valueOf(args),
            result: valueOf(result),
            examples: valueOf(examples),
          });
        },
      ),
    );
  },
);

/** A reply that calls, as an upstream streams it. */
const replies = {
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
const called: Readonly<
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

describe.each(Object.keys(replies) as (keyof typeof replies)[])(
  "%s",
  (upstream) => {
    test.each(names)("to %s: no digit of a called function is lost", (name) => {
      const client = dialects[name];
      const serve = { id: "x", model: "m", created: 0, includeUsage: false };
      fc.assert(
        fc.property(objectText, (args) => {
          const frames = replies[upstream](args).map((data) => ({ data }));
          const events = decodeAll(dialects[upstream].createDecoder(), frames);
          const whole = client.serveWhole(fold(events), serve);
          const streamed = writeAll(client.createWriter(serve), events)
            .filter(isJson)
            .map(({ data }) => valueOf(data));
          const one = [valueOf(JSON.stringify(whole))];
          expect(read(called[name](one))).toEqual(valueOf(args));
          expect(read(called[name](streamed))).toEqual(valueOf(args));
        }),
      );
    });
  },
);

function isJson({ data }: DialectFrame): boolean {
  return data.startsWith("{");
}
