import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { ask, chooseModels, column, ended } from "#tests/support/compare.ts";
import { connectRpc } from "#tests/support/rpc.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";
import { describeInBrowser, goTo, send } from "#tests/support/window.ts";

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** A text of so many sentences, a paragraph each. */
const essay = (word: string, count: number): string =>
  Array.from(
    { length: count },
    (_, at) => `The ${word} number ${at} stands alone here.`,
  ).join("\n\n");

/** Texts of the marks that are painted now. */
const painted = (page: Page): Promise<readonly (string | null)[]> =>
  page.evaluate(() =>
    [...CSS.highlights.values()].flatMap((highlight) =>
      [...highlight].map(({ startContainer }) => startContainer.textContent),
    ),
  );

describeInBrowser("the rules of a comparison", (open) => {
  test("an image that a column cannot see is said before it is sent, and does not keep the others from it", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await chooseModels(page, ["sim:sim/echo", "sim:sim/image"]);
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: pixel });
    await page.getByText(/^echo cannot see images/).waitFor();
    await send(page, "What is it");
    await column(page, "image").waitFor();
    await ended(page);
    const bodies = simulated.upstream.requests.map(({ body }) =>
      JSON.stringify(body ?? null),
    );
    const image = `data:image/png;base64,${pixel.toString("base64")}`;
    expect(
      bodies.some((body) => body.includes("sim/image") && body.includes(image)),
    ).toBe(true);
  });

  test("replies that were copied get no vote, new ones do", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await ask(page, ["sim:sim/echo", "sim:sim/plain"], "Pears");
    await ended(page);
    const best = column(page, "echo").getByRole("button", { name: "Best" });
    await expect.poll(() => best.isEnabled()).toBe(true);
    const list = page.getByRole("region", { name: "Comparisons" });
    const before = page.url();
    await list.getByRole("button", { name: "Pears", exact: true }).hover();
    await list
      .getByRole("button", { name: /^Actions for/ })
      .first()
      .click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    await expect.poll(() => page.url()).not.toBe(before);
    await column(page, "echo").getByText("Pears").waitFor();
    await expect.poll(() => best.isDisabled()).toBe(true);
    expect(await page.getByRole("button", { name: "Tie" }).count()).toBe(0);
    await send(page, "Plums");
    await column(page, "echo").getByText("Plums").waitFor();
    await expect.poll(() => best.isEnabled()).toBe(true);
  });

  test("marks are painted where they are read; the column that is scrolled leads", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    let id: string;
    {
      using connection = await connectRpc(app);
      const { comparisons } = connection.client;
      const models = ["sim:sim/echo", "sim:sim/echo", "sim:sim/plain"];
      const created = await comparisons.create({ models });
      ({ id } = created);
      const text = essay("pear", 120);
      const base = created.columns[2]?.id ?? "";
      await comparisons.update({ id, base });
      await comparisons.send({ id, parts: [{ type: "text", text }] });
    }
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Compare");
    await page
      .getByRole("region", { name: "Comparisons" })
      .getByRole("button", { name: /^The pear/ })
      .first()
      .click();
    await ended(page);
    const regions = page.locator("section[data-column] [role=region]");
    const [leader, follower] = [regions.first(), regions.nth(1)];
    const marks = (number: number) => async () =>
      (await painted(page)).some((text) => text?.includes(`number ${number} `));
    await expect.poll(marks(0)).toBe(true);
    expect(await marks(119)()).toBe(false);
    const top = (of: typeof leader) =>
      of.evaluate((element) => element.scrollTop);
    await leader.evaluate((element) => element.scrollTo(0, 700));
    await expect.poll(() => top(follower)).toBe(700);
    expect(await top(leader)).toBe(700);
    await follower.evaluate((element) => element.scrollTo(0, 300));
    await expect.poll(() => top(leader)).toBe(300);
    expect(await top(follower)).toBe(300);
    await leader.evaluate((element) =>
      element.scrollTo(0, element.scrollHeight),
    );
    await expect.poll(marks(119)).toBe(true);
    await expect.poll(marks(0)).toBe(false);
  });

  test("a list of many pages is gone through to its end, and only what is near is drawn", async () => {
    await using app = await startApp({ demo: true });
    const count = 620;
    {
      using connection = await connectRpc(app);
      const { comparisons } = connection.client;
      const models = ["demo:simulated-fast", "demo:simulated-slow"];
      const oldest = await comparisons.create({ models });
      await comparisons.update({ id: oldest.id, title: "The oldest one" });
      for (let made = 1; made < count; made += 1)
        await comparisons.create({ models });
    }
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Compare");
    const list = page.getByRole("region", { name: "Comparisons" });
    const oldest = list.getByRole("button", {
      name: "The oldest one",
      exact: true,
    });
    await list
      .getByRole("button", { name: "New comparison", exact: true })
      .first()
      .focus();
    await expect
      .poll(async () => {
        await page.keyboard.press("End");
        return oldest.count();
      })
      .toBe(1);
    expect(await list.getByRole("listitem").count()).toBeLessThan(100);
    await page.getByRole("button", { name: "Leaderboard" }).waitFor();
  });

  test("an answer that was kept from before says so, and its column's menu asks past the cache", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    using connection = await connectRpc(app);
    const { comparisons } = connection.client;
    const compare = async () => {
      const models = ["sim:sim/echo", "sim:sim/plain"];
      const { id } = await comparisons.create({ models });
      await comparisons.update({ id, cacheChoice: "always" });
      await comparisons.send({ id, parts: [{ type: "text", text: "Pears" }] });
      await expect
        .poll(async () => (await comparisons.get({ id })).comparison.streaming)
        .toBe(false);
      return id;
    };
    await compare();
    await compare();
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Compare");
    const rows = page
      .getByRole("region", { name: "Comparisons" })
      .getByRole("button", { name: "Pears", exact: true });
    await rows.last().click();
    await column(page, "echo").getByText("Pears").waitFor();
    expect(await page.getByText("from cache").count()).toBe(0);
    await rows.first().click();
    await column(page, "echo").getByText("from cache").waitFor();
    await column(page, "plain").getByText("from cache").waitFor();
    const asked = () =>
      simulated.upstream.requests.filter(({ body }) => body !== undefined);
    expect(asked()).toHaveLength(2);
    await column(page, "echo")
      .getByRole("button", { name: /^Actions for/ })
      .click();
    await page
      .getByRole("menuitem", { name: "Run again without cache" })
      .click();
    await column(page, "echo")
      .getByText("from cache")
      .waitFor({ state: "detached" });
    await ended(page);
    await column(page, "echo").getByText("Pears").waitFor();
    expect(await column(page, "plain").getByText("from cache").count()).toBe(1);
    expect(asked()).toHaveLength(3);
    expect(asked().at(-1)?.body).toMatchObject({ model: "sim/echo" });
  });
});
