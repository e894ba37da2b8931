import { describe, expect, test } from "vitest";
import type { InstanceSettingsView } from "#shared/models/instance-settings.ts";
import {
  changesOf,
  errorAt,
  formOf,
  newPriceRow,
  type EditForm,
} from "#renderer/screens/providers/edit/edit-form.ts";

const view: InstanceSettingsView = {
  settings: {
    name: "Server",
    allow: ["a/*"],
    cloud: true,
    limits: { concurrent: 2 },
    timeouts: { firstByteMs: 1_500 },
    keepAlive: 300,
    speaks: ["responses"],
  },
  headers: [{ name: "x-team", masked: "…" }],
  defaults: {
    cloud: false,
    maxAttempts: 3,
    timeouts: { connectMs: 1, firstByteMs: 1, idleMs: 1, totalMs: 1 },
  },
  locked: [],
};
const before = formOf(view, "http://127.0.0.1:1/v1");
const priceRow = { ...newPriceRow, model: "gpt-*", input: "2.5", output: "10" };
const edited = (changes: Partial<EditForm>) =>
  changesOf({ ...before, ...changes }, before);

test("a form shows what is set, empty where the default holds", () => {
  expect(before).toMatchObject({
    name: "Server",
    baseUrl: "http://127.0.0.1:1/v1",
    allow: ["a/*"],
    place: "cloud",
    risk: "medium",
    concurrent: "2",
    requestsPerMinute: "",
    firstByte: "1.5",
    keepAlive: "300",
    speaks: "responses",
    headers: [{ name: "x-team", value: "", masked: "…" }],
  });
});

test("what was not touched is not sent", () => {
  expect(edited({})).toEqual({ changes: {}, errors: new Map() });
});

describe("changes", () => {
  test.each<[Partial<EditForm>, object]>([
    [{ name: " 服务器 " }, { name: "服务器" }],
    [{ baseUrl: "" }, { baseUrl: null }],
    [{ allow: ["a/*", " ", " b "] }, { allow: ["a/*", "b"] }],
    [{ allow: [""] }, { allow: null }],
    [{ place: "auto" }, { cloud: null }],
    [{ place: "local" }, { cloud: false }],
    [{ lan: false }, { lan: false }],
    [{ concurrent: "" }, { limits: null }],
    [
      { tokensPerMinute: "1,000,000" },
      { limits: { concurrent: 2, tokensPerMinute: 1_000_000 } },
    ],
    [{ idle: "0.25" }, { timeouts: { firstByteMs: 1_500, idleMs: 250 } }],
    [{ keepAlive: "-1" }, { keepAlive: -1 }],
    [{ keepAlive: "1h30m" }, { keepAlive: "1h30m" }],
    [{ headers: [] }, { headers: [] }],
    [{ speaks: "auto" }, { speaks: null }],
    [{ speaks: "none" }, { speaks: [] }],
    [{ speaks: "messages" }, { speaks: ["messages"] }],
    [{ speaks: "both" }, { speaks: ["messages", "responses"] }],
    [
      { prices: [priceRow, newPriceRow] },
      { prices: [{ model: "gpt-*", input: 2.5, output: 10 }] },
    ],
    [
      {
        headers: [...before.headers, { name: "x-a", value: "1" }],
      },
      { headers: [{ name: "x-team" }, { name: "x-a", value: "1" }] },
    ],
  ])("%j", (changes, sent) => {
    expect(edited(changes)).toEqual({ changes: sent, errors: new Map() });
  });
});

describe("what cannot be is told at its field", () => {
  test.each<[Partial<EditForm>, string, string]>([
    [{ name: " " }, "name", "name"],
    [{ requestsPerMinute: "many" }, "limits.requestsPerMinute", "count"],
    [{ concurrent: "0" }, "limits.concurrent", "count"],
    [{ maxAttempts: "11" }, "retry.maxAttempts", "attempts"],
    [{ connect: "0" }, "timeouts.connectMs", "seconds"],
    [{ keepAlive: "soon" }, "keepAlive", "keepAlive"],
    [{ contextSize: "12" }, "contextSize", "contextSize"],
    [
      { headers: [{ name: "host", value: "x" }] },
      "headers.0.name",
      "headerName",
    ],
    [
      { headers: [{ name: "a b", value: "x" }] },
      "headers.0.name",
      "headerName",
    ],
    [{ headers: [{ name: "x", value: "" }] }, "headers.0.value", "headerValue"],
    [
      { headers: [{ name: "x", value: "a\nb" }] },
      "headers.0.value",
      "headerValue",
    ],
    [
      { prices: [{ ...priceRow, model: " " }] },
      "prices.0.model",
      "pricePattern",
    ],
    [{ prices: [{ ...priceRow, output: "" }] }, "prices.0.output", "price"],
    // Ten dollars or ten thousand: a comma leaves it open.
    [{ prices: [{ ...priceRow, input: "2,5" }] }, "prices.0.input", "price"],
  ])("%j", (changes, path, error) => {
    expect(edited(changes)).toEqual({
      changes: {},
      errors: new Map([[path, error]]),
    });
  });

  test("also when the backend refused it", () => {
    expect(errorAt("headers[2].value")).toBe("headerValue");
    expect(errorAt("baseUrl")).toBe("address");
  });
});
