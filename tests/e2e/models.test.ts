import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { manyModels, manyModelsInstance } from "#tests/support/many-models.ts";
import {
  chooseModel,
  composer,
  describeInBrowser,
  goTo,
} from "#tests/support/window.ts";

const plainModel = fileURLToPath(
  new URL("../fixtures/models/stories260K.gguf", import.meta.url),
);

describeInBrowser("models", (open) => {
  test("a picker over 346 models finds, filters and answers without lag", async () => {
    await using many = await manyModelsInstance();
    await using app = await startApp({ config: many.config });
    await using window = await open(app);
    const { page } = window;
    await page.getByRole("button", { name: "Choose a model" }).first().click();
    const list = page.getByRole("listbox", { name: "Models" });
    await list.getByRole("option").first().waitFor();
    // Only what is in view is drawn.
    expect(await list.getByRole("option").count()).toBeLessThan(60);

    const search = page.getByRole("combobox", { name: "Search models" });
    const latencies: number[] = [];
    for (const text of [
      "f",
      "fj",
      "fjo",
      "fjord t",
      "fjord th",
      "fjord thin",
    ]) {
      const start = performance.now();
      await search.fill(text);
      await list.getByRole("option").first().waitFor();
      latencies.push(performance.now() - start);
    }
    await expect
      .poll(() => list.getByRole("option").first().innerText())
      .toContain("fjord Deep Thinker");
    expect(latencies.toSorted((a, b) => a - b)[3]).toBeLessThan(250);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page
      .getByRole("button", { name: /^Model: fjord Deep Thinker/ })
      .waitFor();
    await composer(page).waitFor();
  });

  test("the screen lists, searches, sorts, marks favourites and keeps them", async () => {
    await using many = await manyModelsInstance();
    await using app = await startApp({ config: many.config });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Models");
    const grid = page.getByRole("grid");
    await grid.getByRole("row").nth(3).waitFor();
    expect(await grid.getAttribute("aria-rowcount")).toMatch(
      new RegExp(`^${manyModels}|${manyModels + 1}$`),
    );
    await page
      .getByRole("searchbox", { name: "Search models" })
      .fill("ember coder");
    await page.getByText(/^\d+ found$/).waitFor();
    await grid
      .getByText(/^\$\d+\.\d+$/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Vision", exact: true }).click();
    await page.getByRole("searchbox", { name: "Search models" }).fill("");
    await page.getByRole("button", { name: "Vision", exact: true }).click();

    // In a narrow window the details lie over the table, never over what finds models.
    await page.setViewportSize({ width: 1024, height: 700 });
    await grid.getByText("ember Coder").first().click();
    await page.getByRole("complementary", { name: /ember Coder/ }).waitFor();
    await page.getByRole("combobox", { name: "Sort", exact: true }).click();
    await page.getByRole("option", { name: "Newest" }).click();
    await page
      .getByRole("complementary", { name: /ember Coder/ })
      .getByRole("button", { name: "Close" })
      .click();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByText("≈ this message").waitFor();

    const star = grid
      .getByRole("button", { name: /^Add .* to favourites$/ })
      .first();
    const label = (await star.getAttribute("aria-label")) ?? "";
    await star.click();
    await page.reload();
    await grid
      .getByRole("button", {
        name: label
          .replace("Add", "Remove")
          .replace("to favourites", "from favourites"),
      })
      .first()
      .waitFor();
  });

  test("a local file without a template is plain completion, and says so", async () => {
    await using app = await startApp({
      config: {
        instances: [
          {
            id: "local",
            kind: "llamacpp",
            models: [{ id: "stories", path: plainModel, contextSize: 512 }],
          },
        ],
      },
    });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "local:stories");
    await composer(page).fill("Once upon a time");
    await page.keyboard.press("Enter");
    const reply = page.getByRole("article", { name: /^Reply of/ }).last();
    await reply.getByText("plain completion").waitFor({ timeout: 30_000 });
    await page
      .locator('article[aria-busy="true"]')
      .waitFor({ state: "detached", timeout: 45_000 });
    expect((await reply.innerText()).length).toBeGreaterThan(100);
  });
});
