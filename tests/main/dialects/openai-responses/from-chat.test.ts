import { expect, test } from "vitest";
import { dialects } from "#main/dialects/table.ts";

const messages = [{ role: "user", content: "Hello" }];
const encoded = (name: "openai-chat" | "anthropic-messages", body: object) => {
  const { request } = dialects[name].parse({ model: "m", messages, ...body });
  return dialects["openai-responses"].encode(request, {}).body;
};

test("what OpenAI's chat says beside the question is said in Responses as well", () => {
  const same = {
    metadata: { a: "b" },
    user: "u",
    service_tier: "flex",
    prompt_cache_key: "k",
    safety_identifier: "s",
  };
  const body = encoded("openai-chat", {
    ...same,
    verbosity: "low",
    store: true,
  });
  expect(body).toMatchObject({
    ...same,
    text: { verbosity: "low" },
    store: false,
  });
  expect(body).not.toHaveProperty("verbosity");
});

test("an effort that OpenAI has no word for is the nearest that it has", () => {
  const max = { max_tokens: 9, output_config: { effort: "max" } };
  expect(encoded("anthropic-messages", max)).toMatchObject({
    reasoning: { effort: "xhigh" },
  });
  expect(encoded("openai-chat", { reasoning_effort: "none" })).toMatchObject({
    reasoning: { effort: "none" },
  });
});
