import { describe, expect, it } from "vitest";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { emptyReply } from "#shared/chat/reply.ts";
import {
  costOf,
  estimatePrompt,
  figuresOfLive,
  figuresOfSettled,
} from "#renderer/stores/chat-figures.ts";
import { message } from "./fake-chat-backend.ts";

const model = {
  local: false,
  simulated: false,
  price: { input: "0.000003", output: "0.000015" },
} as ModelDescriptor;

describe("figures of a reply", () => {
  it("come from usage and timings once it has ended", () => {
    expect(
      figuresOfSettled(
        message("a1", {
          usage: { inputTokens: 9, outputTokens: 100, costNanoUsd: 4_300_000 },
          timings: { firstTokenMs: 500, totalMs: 2_500 },
        }),
      ),
    ).toEqual({
      firstTokenMs: 500,
      tokensPerSecond: 50,
      outputTokens: 100,
      costNanoUsd: 4_300_000,
      estimated: false,
    });
  });

  it("are left out where nothing is known, and no rate is made of an instant", () => {
    expect(figuresOfSettled(message("a1"))).toEqual({ estimated: false });
    expect(
      figuresOfSettled(
        message("a1", {
          usage: { inputTokens: 1, outputTokens: 5 },
          timings: { firstTokenMs: 500, totalMs: 501 },
        }),
      ).tokensPerSecond,
    ).toBeUndefined();
  });

  it("are estimated from what came and the prices while it streams", () => {
    const live = {
      reply: emptyReply,
      sequence: 1,
      startedAt: 1_000,
      firstContentAt: 1_400,
      outputTokens: 200,
    };
    expect(figuresOfLive(live, 3_400, { model, inputTokens: 1_000 })).toEqual({
      firstTokenMs: 400,
      tokensPerSecond: 100,
      outputTokens: 200,
      costNanoUsd: 3_000_000 + 3_000_000,
      estimated: true,
    });
  });

  it("cost nothing here, and are unknown without a price", () => {
    const tokens = { input: 1_000, output: 1_000 };
    expect(costOf({ ...model, local: true }, tokens)).toBe(0);
    const { price: _, ...unpriced } = model;
    expect(costOf(unpriced, tokens)).toBeUndefined();
    expect(costOf(undefined, tokens)).toBeUndefined();
  });

  it("add a price per request", () => {
    const perRequest = { ...model, price: { ...model.price, request: "0.01" } };
    expect(costOf(perRequest, { input: 0, output: 0 })).toBe(10_000_000);
  });

  it("count the prompt up to the reply and not beyond", () => {
    const text = (id: string, length: number) =>
      message(id, { parts: [{ type: "text", text: "x".repeat(length) }] });
    expect(
      estimatePrompt(
        [text("u1", 400), text("a1", 400), text("u2", 4_000)],
        "a1",
        "y".repeat(40),
      ),
    ).toBe(110);
  });
});
