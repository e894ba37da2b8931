import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { expect, onTestFinished, test } from "vitest";
import { startGateway } from "#tests/support/gateway.ts";
import { frame } from "#tests/support/upstream/dialect-frames.ts";
import {
  startDialectUpstream,
  type Route,
} from "#tests/support/upstream/dialect-server.ts";

interface Call {
  readonly id?: string;
  readonly name: string;
  readonly args: object;
}
const calls: readonly Call[] = [
  { name: "get_tide", args: { port: "Brest" } },
  { name: "get_tide", args: { port: "Lorient" } },
];

/** A Gemini upstream that calls every one of its replies the same. */
const alwaysTheSame =
  (called: readonly Call[]): Route =>
  (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const parts = called.map((functionCall, i) => ({
      functionCall,
      ...(i === 0 && { thoughtSignature: "c2lnbmVk" }),
    }));
    response.end(
      frame("gemini", {
        responseId: "always",
        modelVersion: "m",
        candidates: [
          { content: { role: "model", parts }, finishReason: "STOP" },
        ],
      }),
    );
  };

async function start(called: readonly Call[] = calls) {
  const upstream = await startDialectUpstream("gemini", {
    "POST /v1beta/models/m:streamGenerateContent": alwaysTheSame(called),
  });
  onTestFinished(() => upstream.close());
  const instance = { id: "it", kind: "gemini", baseUrl: upstream.url };
  const { address } = await startGateway({
    config: { gateway: { requireKey: false }, instances: [instance] },
  });
  const anthropic = new Anthropic({ baseURL: address, apiKey: "any" });
  const openai = new OpenAI({ baseURL: `${address}/v1`, apiKey: "any" });
  return { upstream, anthropic, openai };
}

const question = { role: "user", content: "Tides?" } as const;
const asked = { model: "it:m", max_tokens: 99 } as const;

/** Two turns of Claude Code: what it was answered, and what the upstream was told in the end. */
async function twoTurns(called?: readonly Call[]) {
  const { upstream, anthropic } = await start(called);
  const ask = (messages: Anthropic.MessageParam[]) =>
    anthropic.messages.stream({ ...asked, messages }).finalMessage();
  const first = await ask([question]);
  const results = first.content.flatMap((block) =>
    block.type === "tool_use"
      ? [
          {
            type: "tool_result" as const,
            tool_use_id: block.id,
            content: `{"of":${JSON.stringify(block.input)}}`,
          },
        ]
      : [],
  );
  const second = await ask([
    question,
    { role: "assistant", content: first.content },
    { role: "user", content: results },
  ]);
  const told = upstream.requests.at(-1)?.body as {
    contents: readonly { parts: readonly unknown[] }[];
  };
  return { replies: [first, second], told: told.contents };
}

const callIdsOf = ({ content }: Anthropic.Message) =>
  content.flatMap((block) => (block.type === "tool_use" ? [block.id] : []));

test("replies and calls that a Gemini upstream names the same each time have names of their own", async () => {
  const { replies, told } = await twoTurns();
  expect(new Set(replies.map(({ id }) => id)).size).toBe(2);
  const ids = replies.flatMap(callIdsOf);
  expect(ids).toHaveLength(4);
  expect(new Set(ids).size).toBe(4);
  expect(told[1]?.parts).toEqual([
    { functionCall: calls[0], thoughtSignature: "c2lnbmVk" },
    { functionCall: calls[1] },
  ]);
  expect(told[2]?.parts).toEqual(
    calls.map(({ name, args }) => ({
      functionResponse: { name, response: { of: args } },
    })),
  );
});

test("Gemini's own names of calls come to it again as they were", async () => {
  const own = calls.map((call, i) => ({ id: `own-${i}`, ...call }));
  const { told } = await twoTurns(own);
  expect(told[1]?.parts).toEqual([
    { functionCall: own[0], thoughtSignature: "c2lnbmVk" },
    { functionCall: own[1] },
  ]);
  expect(told[2]?.parts).toEqual(
    own.map(({ id, name, args }) => ({
      functionResponse: { id, name, response: { of: args } },
    })),
  );
});

test("a whole reply's calls are named as little alike", async () => {
  const { anthropic } = await start();
  const ask = () =>
    anthropic.messages.create({ ...asked, messages: [question] });
  const ids = [await ask(), await ask()].flatMap(callIdsOf);
  expect(new Set(ids).size).toBe(4);
});

test("replies to requests that their client calls the same have names of their own", async () => {
  const { anthropic, openai } = await start([]);
  const headers = { "x-request-id": "build-17" };
  const message = () =>
    anthropic.messages
      .stream({ ...asked, messages: [question] }, { headers })
      .finalMessage();
  const response = () =>
    openai.responses.create({ model: "it:m", input: "Tides?" }, { headers });
  const chat = () =>
    openai.chat.completions.create(
      { model: "it:m", messages: [question] },
      { headers },
    );
  for (const ask of [message, response, chat]) {
    const [one, other] = [await ask(), await ask()];
    expect(one.id).not.toBe(other.id);
  }
});
