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
  ["library/qwen3", ["qwen3", "https://registry.ollama.ai/library/qwen3"]],
  ["x/y", ["x/y:nitro", "X/Y:floor", "x/y:exacto:online", "x/y@preset/mine"]],
  ["x/y:free", ["x/y:free:nitro"]],
  ["x/y:nitro", ["x/y:Nitro"]],
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

test.each([
  ["*GPT-4o*", "gpt-4o"],
  ["*gpt-4o*", "GPT-4O"],
  ["*qwen3:latest", "qwen3"],
  ["*models/gemini*", "gemini-pro"],
  ["*/GPT*:free", "openai/gpt-5:free"],
])("a denial of %s, wherever it has a colon, holds for %s", (denied, model) => {
  const rules = { allow: [], deny: [denied] };
  expect(permits(rules, { ...target, model })).toBe(false);
  expect(permits(rules, { ...target, model: "other" })).toBe(true);
});

test("a denial of the usual tag leaves other tags, and one of a place the names of others", () => {
  const rules = { allow: [], deny: ["lab:*:latest", "lab:library/*"] };
  const permitted = ["x", "x:8b", "me/x", "me/x:8b"].filter((model) =>
    permits(rules, { ...target, instance: "lab", model }),
  );
  expect(permitted).toEqual(["me/x:8b"]);
});

test("a denial of one way to a model leaves the others", () => {
  const rules = { allow: [], deny: ["openrouter:x/y:nitro"] };
  const permitted = ["x/y", "x/y:free", "x/y:nitro"].filter((model) =>
    permits(rules, { ...target, model }),
  );
  expect(permitted).toEqual(["x/y", "x/y:free"]);
});
