import { expect, test } from "vitest";
import { isWholeAnswer } from "#main/domain/cache/eligibility.ts";
import { dialects } from "#main/dialects/table.ts";

const usage = { input_tokens: 3, output_tokens: 2 };

function isKept(
  name: "openai-responses" | "anthropic-messages",
  frames: readonly object[],
): boolean {
  const decoder = dialects[name].createDecoder();
  const events = frames.flatMap((frame) =>
    decoder.decode({ data: JSON.stringify(frame) }),
  );
  return isWholeAnswer([...events, ...decoder.end()]);
}

const said = { type: "message", content: [{ type: "output_text", text: "a" }] };
test.each([
  ["a plain text", [said], true],
  ["a thought", [{ type: "reasoning", id: "rs", summary: [] }, said], true],
  ["what its server ran", [{ type: "web_search_call" }, said], false],
  ["what nobody knows", [{ type: "compaction" }], false],
  [
    "sources",
    [
      {
        type: "message",
        content: [
          { type: "output_text", text: "a", annotations: [{ type: "x" }] },
        ],
      },
    ],
    false,
  ],
] as const)("a response with %s may be given again: %3$s", (...row) => {
  const [, output, kept] = row;
  const whole = { object: "response", status: "completed", output, usage };
  expect(isKept("openai-responses", [whole])).toBe(kept);
});

const text = { type: "text", text: "a" };
const tellsMore = {
  type: "content_block_delta",
  index: 0,
  delta: { type: "citations_delta", citation: {} },
};
test.each([
  ["a plain text", [text], "end_turn", [], true],
  [
    "a thought",
    [{ type: "thinking", thinking: "" }, text],
    "end_turn",
    [],
    true,
  ],
  ["sources", [{ ...text, citations: [{}] }], "end_turn", [], false],
  ["sources that came alone", [text], "end_turn", [tellsMore], false],
  ["what its server ran", [{ type: "server_tool_use" }], "end_turn", [], false],
  ["a text that ended it", [text], "stop_sequence", [], false],
  ["a pause", [text], "pause_turn", [], false],
] as const)("a message with %s may be given again: %5$s", (...row) => {
  const [, content, stop_reason, before, kept] = row;
  const whole = { type: "message", content, stop_reason, usage };
  expect(isKept("anthropic-messages", [...before, whole])).toBe(kept);
});
