import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { DialectFrame, DialectName } from "#main/dialects/dialect.ts";
import { exactJson } from "#main/dialects/exact-json.ts";
import { readPricing } from "#main/dialects/openai-chat/pricing.ts";
import { joinReasoningDetails } from "#main/dialects/reasoning-details.ts";
import { dialects } from "#main/dialects/table.ts";
import { AppError } from "#shared/errors/app-error.ts";
import {
  at,
  called,
  places,
  replies,
  requests,
} from "#tests/support/dialects/calling.ts";
import { decodeAll, fold, writeAll } from "#tests/support/dialects/fold.ts";
import { objectAt, placesIn } from "#tests/support/dialects/planted.ts";

const dialectNames = Object.keys(dialects) as readonly DialectName[];
const pairs = dialectNames.flatMap((client) =>
  dialectNames.map((upstream) => ({ client, upstream })),
);
const route = { model: "m", stream: false };

/** What every object has without being told: as a name of a caller's own it is a name like any other. */
const inherited = Object.getOwnPropertyNames(Object.prototype);
const name = fc.constantFrom(...inherited, "prototype", "id");
const text = JSON.stringify;

function written(fields: readonly (readonly [string, string])[]): string {
  return `{${fields.map(([key, value]) => `${text(key)}:${value}`).join()}}`;
}

function objectOf(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const selector = ([key]: readonly [string, string]) => key;
  return fc
    .uniqueArray(fc.tuple(name, value), { selector, maxLength: 3 })
    .map(written);
}
const inner = objectOf(fc.constantFrom('"x"', "1", "null", "[{}]"));
const argumentsText = objectOf(fc.oneof(inner, fc.constantFrom('"x"', "[1]")));

const schemaText = fc
  .uniqueArray(name, { minLength: 1, maxLength: 3 })
  .chain((keys) =>
    fc.constantFrom(...keys).map((key) => {
      const leaf = '{"type":"string"}';
      const deeper = `{"type":"object","properties":${written([[key, leaf]])}}`;
      const properties = written(
        keys.map((one) => [one, one === key ? deeper : leaf]),
      );
      return `{"type":"object","properties":${properties},"required":${text(keys)}}`;
    }),
  );

/** Its own names with their values and nothing else, in any order. */
function ownOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ownOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .map(([key, one]) => [key, ownOf(one)] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
}

/** What is JSON as text is read; no text is no arguments. */
function read(value: unknown): unknown {
  if (value === "") return [];
  if (Array.isArray(value) && value.length === 1)
    return read(at(value, "0.text"));
  return ownOf(typeof value === "string" ? JSON.parse(value) : value);
}

const before = Object.getOwnPropertyNames(Object.prototype).toSorted();
afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(
    before,
  );
  expect(Object.keys({})).toEqual([]);
});

test.each(pairs)(
  "$client to $upstream: calls, results and schemas keep their names",
  ({ client, upstream }) => {
    fc.assert(
      fc.property(
        argumentsText,
        argumentsText,
        schemaText,
        (args, result, schema) => {
          const asked = requests[client]({ args, result, schema });
          const { request } = dialects[client].parse(exactJson(asked), route);
          const { body } = dialects[upstream].encode(request, {});
          const root: unknown = JSON.parse(text(body));
          const where = places[upstream];
          expect({
            args: read(at(root, where.args)),
            result: read(at(root, where.result)),
            schema: read(at(root, where.schema)),
          }).toEqual({
            args: read(args),
            result: read(result),
            schema: read(schema),
          });
        },
      ),
    );
  },
);

/** What becomes of a request with a field of that name in one of its objects: the body, or what is refused. */
function outcome(
  asked: string,
  spot: { readonly place: string; readonly key: string },
  ways: { readonly client: DialectName; readonly upstream: DialectName },
): string {
  const { place, key } = spot;
  const body = exactJson(asked);
  const object = objectAt(body, place) as object;
  const value = { kept: [1] };
  Object.defineProperty(object, key, { value, enumerable: true });
  try {
    const { request } = dialects[ways.client].parse(body, route);
    return text(dialects[ways.upstream].encode(request, {}).body);
  } catch (error) {
    if (error instanceof AppError) return text(error.data);
    throw error;
  }
}

test.each(pairs)(
  "$client to $upstream: a field that nobody knows is passed on or refused like any other, however it is called",
  ({ client, upstream }) => {
    const nothing = { args: "{}", result: "{}", schema: "{}" };
    const asked = requests[client](nothing);
    const own = ["args", "input_schema", "parameters", "parametersJsonSchema"];
    const all = placesIn(exactJson(asked), [...own, "response", "arguments"]);
    expect(all.length).toBeGreaterThan(4);
    for (const place of all)
      for (const key of inherited) {
        const ways = { client, upstream };
        const usual = outcome(asked, { place, key: "x_planted" }, ways);
        expect(
          outcome(asked, { place, key }, ways).replaceAll(key, "x_planted"),
          `${key} in ${place}`,
        ).toBe(usual);
      }
  },
);

describe.each(Object.keys(replies) as (keyof typeof replies)[])(
  "%s",
  (upstream) => {
    test.each(dialectNames)(
      "to %s: a called function's arguments keep their names",
      (client) => {
        const dialect = dialects[client];
        const serve = { id: "x", model: "m", created: 0, includeUsage: false };
        fc.assert(
          fc.property(argumentsText, (args) => {
            const frames = replies[upstream](args).map((data) => ({ data }));
            const events = decodeAll(
              dialects[upstream].createDecoder(),
              frames,
            );
            const whole = dialect.serveWhole(fold(events), serve);
            const streamed = writeAll(dialect.createWriter(serve), events)
              .filter(isJson)
              .map(({ data }) => JSON.parse(data) as unknown);
            const one: unknown = JSON.parse(text(whole));
            expect(read(called[client]([one]))).toEqual(read(args));
            expect(read(called[client](streamed))).toEqual(read(args));
          }),
        );
      },
    );
  },
);

function isJson({ data }: DialectFrame): boolean {
  return data.startsWith("{");
}

test.each(inherited)("%s is no reason to end that anybody knows", (word) => {
  const frames = {
    "openai-chat": [
      '{"choices":[{"index":0,"delta":{"content":"Hi"}}]}',
      `{"choices":[{"index":0,"delta":{},"finish_reason":${text(word)}}]}`,
    ],
    "anthropic-messages": [
      '{"type":"message_start","message":{"id":"x"}}',
      `{"type":"message_delta","delta":{"stop_reason":${text(word)}}}`,
      '{"type":"message_stop"}',
    ],
    gemini: [
      `{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":${text(word)}}]}`,
    ],
    ollama: [
      `{"message":{"role":"assistant","content":"Hi"},"done":true,"done_reason":${text(word)}}`,
    ],
  };
  for (const [upstream, sent] of Object.entries(frames)) {
    const events = decodeAll(
      dialects[upstream as keyof typeof frames].createDecoder(),
      sent.map((data) => ({ data })),
    );
    expect([upstream, fold(events).finish?.reason]).toEqual([upstream, "stop"]);
  }
});

test.each(inherited)(
  "%s as a field that several parts of a schema describe is one for Claude and for Gemini",
  (key) => {
    const part = { type: "object", properties: { [key]: { type: "string" } } };
    const schema = {
      allOf: [part, { type: "object", required: [key] }],
      $defs: { [key]: part },
    };
    const asked = exactJson(
      text({
        model: "m",
        messages: [{ role: "user", content: "Hi" }],
        response_format: {
          type: "json_schema",
          json_schema: { name: "answer", schema },
        },
      }),
    );
    const { request } = dialects["openai-chat"].parse(asked);
    const claude = dialects["anthropic-messages"].encode(request, {}).body;
    const own: unknown = JSON.parse(text(claude.output_config));
    expect(read(at(own, "format.schema.properties"))).toEqual(
      read({ [key]: { type: "string" } }),
    );
    expect(read(at(own, "format.schema.$defs"))).toEqual(
      read({ [key]: { ...part, additionalProperties: false } }),
    );
    const gemini = dialects.gemini.encode(request, {}).body;
    const googles: unknown = JSON.parse(text(gemini.generationConfig));
    expect(read(at(googles, "responseJsonSchema.allOf.0"))).toEqual(read(part));
  },
);

test.each(inherited)("%s in a price list has no unit of ours", (key) => {
  const pricing = exactJson(`{"prompt":"0.1",${text(key)}:"0.2"}`);
  expect(Object.keys(readPricing(pricing) ?? {}).toSorted()).toEqual([
    "input",
    "other",
  ]);
});

test.each(inherited)("%s in thinking that came in pieces stays", (key) => {
  const piece = (more: string) =>
    exactJson(`{"type":"reasoning.text","text":"a","index":0${more}}`);
  const joined = joinReasoningDetails([
    piece(""),
    piece(`,${text(key)}:{"a":1}`),
  ]);
  const whole = `{"type":"reasoning.text","text":"aa","index":0,${text(key)}:{"a":1}}`;
  expect(ownOf(joined)).toEqual([ownOf(exactJson(whole))]);
});
