import { describe, expect, test } from "vitest";
import { createPublishedPrices } from "#main/adapters/price-list/published-prices.ts";
import { costNanoUsd } from "#main/domain/pricing/cost.ts";

const june = Date.UTC(2026, 5, 1);

async function prices(now = june) {
  const list = createPublishedPrices({ now: () => now });
  await list.load();
  return list;
}

describe("published prices", () => {
  test.each([
    ["https://api.openai.com/v1", "gpt-4o-mini", "0.15e-6", "0.6e-6"],
    ["https://api.anthropic.com", "claude-3-5-haiku-latest", "0.8e-6", "4e-6"],
    [
      "https://generativelanguage.googleapis.com",
      "gemini-2.5-flash",
      "0.3e-6",
      "2.5e-6",
    ],
    [
      "https://api.groq.com/openai/v1",
      "llama-3.3-70b-versatile",
      "0.59e-6",
      "0.79e-6",
    ],
    [
      "https://a-company.openai.azure.com/openai/v1",
      "gpt-4o",
      "2.5e-6",
      "10e-6",
    ],
  ])("%s has a price for %s", async (...row) => {
    const [address, model, input, output] = row;
    const list = await prices();
    expect(list.priceOf(address, model)).toMatchObject({ input, output });
  });

  test("a long prompt's price is an override of its own", async () => {
    const list = await prices();
    expect(
      list.priceOf("https://api.anthropic.com", "claude-sonnet-4-5-20250929"),
    ).toEqual({
      input: "3e-6",
      output: "15e-6",
      cachedInput: "0.3e-6",
      cacheWrite: "3.75e-6",
      overrides: [
        {
          minPromptTokens: 200_000,
          input: "6e-6",
          output: "22.5e-6",
          cachedInput: "0.6e-6",
          cacheWrite: "7.5e-6",
        },
      ],
    });
  });

  // Taken for the price of the whole day, half of the day would be booked at half its cost.
  test("a price of certain hours holds in these hours", async () => {
    const list = await prices();
    const price = list.priceOf("https://api.deepseek.com", "deepseek-chat");
    const at = (hour: number) =>
      price &&
      costNanoUsd(price, {
        usage: { inputTokens: 1_000, outputTokens: 1_000 },
        images: 0,
        at: Date.UTC(2026, 5, 1, hour),
      });
    expect([at(2), at(20)]).toEqual([1_370_000, 685_000]);
  });

  test("a price that begins on a later day does not hold yet", async () => {
    const address = "https://api.openai.com/v1";
    const before = (await prices(Date.UTC(2025, 5, 9))).priceOf(address, "o3");
    const after = (await prices()).priceOf(address, "o3");
    expect([before?.input, after?.input]).toEqual(["10e-6", "2e-6"]);
  });

  test.each([
    ["https://api.openai.com/v1", "a-model-of-nobody"],
    ["https://models.example.com/v1", "gpt-4o"],
    ["http://127.0.0.1:8000/v1", "gpt-4o"],
    ["http://192.168.1.7:1234/v1", "gpt-4o"],
  ])("nothing is known of %s and %s", async (address, model) => {
    const list = await prices();
    expect(list.priceOf(address, model)).toBeUndefined();
  });
});
