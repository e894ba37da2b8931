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
])("allow %j, deny %j", (...row) => {
  const [allow, deny, asked, permitted] = row;
  expect(permits({ allow, deny }, asked)).toBe(permitted);
});
