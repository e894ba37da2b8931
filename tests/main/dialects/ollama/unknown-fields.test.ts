import { describe, expect, it } from "vitest";
import { encode } from "#main/dialects/ollama/encode.ts";
import { parse } from "#main/dialects/ollama/parse.ts";
import { encode as encodeForOpenAi } from "#main/dialects/openai-chat/encode.ts";
import {
  objectAt,
  placesIn,
  plant,
  plantedAt,
} from "#tests/support/dialects/planted.ts";

const body = {
  model: "qwen",
  stream: true,
  think: true,
  format: { type: "object" },
  keep_alive: "5m",
  options: { temperature: 0.5, num_ctx: 4096, stop: ["x"] },
  tools: [
    {
      type: "function",
      function: { name: "f", description: "d", parameters: { type: "object" } },
    },
    { type: "function", function: { name: "g" } },
  ],
  messages: [
    { role: "system", content: "s" },
    { role: "user", content: "a", images: ["iVBORw0KGgo="] },
    {
      role: "assistant",
      content: "b",
      thinking: "h",
      tool_calls: [
        { function: { name: "f", arguments: {} } },
        {
          id: "1",
          type: "function",
          function: { index: 1, name: "g", arguments: {} },
        },
      ],
    },
    { role: "tool", tool_name: "f", content: "r" },
    { role: "tool", tool_name: "g", tool_call_id: "1", content: "r" },
    { role: "assistant", content: "" },
  ],
};

describe("unknown fields of Ollama's own callers", () => {
  it.each(placesIn(body, ["parameters", "arguments", "format"]))(
    "reach Ollama: %s",
    (place) => {
      const { request } = parse(plantedAt(body, place));
      expect(objectAt(encode(request, {}).body, place)).toMatchObject(plant);
    },
  );

  it("stand beside a call's form and place, which others need not be told", () => {
    const { request } = parse({ ...body, options: {} });
    const [, , own] = encode(request, {}).body.messages as unknown[];
    expect(own).toEqual(body.messages[2]);
    const [, , , told] = encodeForOpenAi(request, {}).body.messages as object[];
    expect(told).toMatchObject({ role: "tool", content: "r" });
  });

  it("are refused for another upstream", () => {
    const { request } = parse(
      plantedAt({ ...body, options: {} }, "/tools/0/function"),
    );
    expect(() => encodeForOpenAi(request, {})).toThrow(
      expect.objectContaining({ data: { parameter: "tools[0].function" } }),
    );
  });
});
