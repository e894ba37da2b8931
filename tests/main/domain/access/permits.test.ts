import { expect, test } from "vitest";
import { permits, type RuledTarget } from "#main/domain/access/permits.ts";

const target: RuledTarget = {
  instance: "openrouter",
  model: "qwen/qwen3:free",
  cloud: true,
  highRisk: false,
  lan: true,
};
const aliased: RuledTarget = { ...target, aliases: ["default-code"] };
const nested: RuledTarget = { ...target, aliases: ["mine", "default-code"] };

test.each([
  [[], [], target, true],
  [["openrouter:*"], [], target, true],
  [["openrouter:*:free"], [], target, true],
  [["qwen/*"], [], target, false],
  [["ollama:*"], [], target, false],
  [["*"], ["cloud"], target, false],
  [["*"], ["high-risk"], target, true],
  [["alias:default-code"], [], target, false],
  [["alias:default-code"], [], aliased, true],
  [[], ["alias:*"], aliased, false],
  [["alias:default-code"], [], nested, true],
  [["alias:mine"], [], nested, true],
  [["alias:other"], [], nested, false],
  [["alias:mine"], ["alias:default-code"], nested, false],
  [[], ["alias:mine"], nested, false],
  [["cloud"], [], target, true],
  [["lan"], [], target, true],
  [[], ["openrouter:Qwen/QWEN3:free"], target, false],
  [["openrouter:Qwen/*"], [], target, false],
  [[], ["openrouter:qwen/qwen3"], target, true],
])("allow %j, deny %j", (...row) => {
  const [allow, deny, asked, permitted] = row;
  expect(permits({ allow, deny }, asked)).toBe(permitted);
});

test.each([
  ["qwen3:latest", ["qwen3", "QWEN3", "qwen3:latest", "library/qwen3"]],
  ["qwen3", ["qwen3:latest", "registry.ollama.ai/library/qwen3:Latest"]],
  ["gemini-*", ["models/gemini-pro", "Models/Gemini-Pro", " gemini-pro"]],
  ["models/gemini-pro", ["gemini-pro"]],
  ["gpt-4*", ["GPT-4o"]],
])("who is denied %s does not get it as %j", (denied, spellings) => {
  for (const model of spellings) {
    const rules = { allow: [], deny: [`lab:${denied}`] };
    const asked = { ...target, instance: "lab", model };
    expect([model, permits(rules, asked)]).toEqual([model, false]);
    const elsewhere = { ...asked, instance: "other" };
    expect(permits(rules, elsewhere)).toBe(true);
  }
});

test("what is allowed by name is allowed by that name alone", () => {
  const rules = { allow: ["lab:qwen3"], deny: [] };
  const permitted = ["qwen3", "QWEN3", "qwen3:latest", "library/qwen3"].filter(
    (model) => permits(rules, { ...target, instance: "lab", model }),
  );
  expect(permitted).toEqual(["qwen3"]);
});
