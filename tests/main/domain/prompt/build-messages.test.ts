import { describe, expect, test } from "vitest";
import { buildMessages } from "#main/domain/prompt/build-messages.ts";
import { aMessage } from "#tests/fakes/messages.ts";

const user = (text: string) =>
  aMessage({ role: "user", parts: [{ type: "text", text }] });
const reply = (text: string, changes = {}) =>
  aMessage({
    role: "assistant",
    parts: text === "" ? [] : [{ type: "text", text }],
    model: "a:m",
    ...changes,
  });

function build(path: ReturnType<typeof user>[], systemPrompt = "") {
  return buildMessages({ systemPrompt, path, model: "a:m" });
}

describe("prompt", () => {
  test("is the system prompt, then the branch", () => {
    expect(build([user("1"), reply("2"), user("3")], "Be brief.")).toEqual([
      { role: "system", parts: [{ type: "text", text: "Be brief." }] },
      { role: "user", parts: [{ type: "text", text: "1" }] },
      { role: "assistant", parts: [{ type: "text", text: "2" }] },
      { role: "user", parts: [{ type: "text", text: "3" }] },
    ]);
  });

  test("a reply that failed without text is left out, and turns still alternate", () => {
    const failed = reply("", { status: "failed" });
    expect(build([user("1"), failed, user("2")])).toEqual([
      {
        role: "user",
        parts: [
          { type: "text", text: "1" },
          { type: "text", text: "2" },
        ],
      },
    ]);
  });

  test.each(["stopped", "failed", "interrupted"] as const)(
    "the partial text of a %s reply stays",
    (status) => {
      const [, second] = build([user("1"), reply("half", { status })]);
      expect(second?.parts).toEqual([{ type: "text", text: "half" }]);
    },
  );

  test("reasoning goes back to the model that wrote it, and to no other", () => {
    const reasoning = {
      type: "reasoning" as const,
      text: "hm",
      details: [{ signature: "s" }],
    };
    const text = { type: "text" as const, text: "so" };
    const parts = [reasoning, text];
    const own = build([user("1"), reply("", { parts })]);
    const other = build([user("1"), reply("", { parts, model: "b:m" })]);
    expect(own[1]?.parts).toEqual([reasoning, text]);
    expect(other[1]?.parts).toEqual([text]);
  });

  test("a tool call without an answer is left out", () => {
    const call = {
      type: "tool-call" as const,
      id: "1",
      name: "f",
      arguments: "{}",
    };
    expect(build([user("1"), reply("", { parts: [call] })])).toHaveLength(1);
  });

  test("the stored messages are not changed by merging", () => {
    const first = user("1");
    build([first, user("2")]);
    expect(first.parts).toHaveLength(1);
  });
});
