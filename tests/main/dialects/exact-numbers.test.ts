import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DialectFrame, DialectName } from "#main/dialects/dialect.ts";
import { exactJson } from "#main/dialects/exact-json.ts";
import { dialects } from "#main/dialects/table.ts";
import {
  at,
  called,
  places,
  replies,
  requests,
} from "#tests/support/dialects/calling.ts";
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

/** What an upstream reads in a body: its numbers as decimals, JSON within texts read as well. */
function heard(dialect: DialectName, body: string) {
  const root = valueOf(body);
  const { args, result, schema } = places[dialect];
  return {
    args: read(at(root, args)),
    result: read(at(root, result)),
    examples: at(root, `${schema}.properties.id.enum.0`),
  };
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
