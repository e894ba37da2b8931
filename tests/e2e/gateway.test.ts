import { spawn } from "node:child_process";
import { once } from "node:events";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { chooseModel, describeInBrowser, goTo } from "#tests/support/window.ts";
import {
  askGateway,
  makeKey,
  openGatewayPage,
} from "#tests/support/gateway-window.ts";

/** Lets a test read what was copied. */
const clipboard: BrowserContextOptions = {
  permissions: ["clipboard-read", "clipboard-write"],
};

/** Runs what was copied as a person would, in a shell. */
async function runCopied(command: string): Promise<unknown> {
  const child = spawn("sh", ["-c", `${command} --silent`]);
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (said += text));
  const [code] = (await once(child, "close")) as [number | null];
  expect(code).toBe(0);
  return JSON.parse(said);
}

const addressOf = async (page: Page) =>
  await page
    .getByRole("region", { name: "State of the gateway" })
    .locator("code")
    .innerText();

describeInBrowser("the gateway's screen", (open) => {
  test("a key is made, its example copied and run, its requests seen, and revoked", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app, clipboard);
    const { page } = window;
    await goTo(page, "Gateway");
    await page.getByText("No key yet.").waitFor();
    await page.getByRole("button", { name: "New key" }).first().click();
    const name = page.getByRole("textbox", { name: "Name" });
    await name.fill("Beside");
    // A press beside a dialog that is being filled in loses nothing.
    await page.mouse.click(5, 5);
    expect(await name.inputValue()).toBe("Beside");
    await page.keyboard.press("Escape");
    await name.waitFor({ state: "detached" });
    const token = await makeKey(page, { name: "Editor" });

    await chooseModel(page, "demo:simulated-fast");
    await page.getByRole("button", { name: "Copy the example" }).click();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    expect(command).toContain(token);
    // The screen itself shows no more of it than its beginning.
    expect(await page.getByRole("main").innerText()).not.toContain(token);
    expect(await runCopied(command)).toMatchObject({
      object: "chat.completion",
      model: "demo:simulated-fast",
    });

    const audit = page.getByRole("region", { name: "Audit" });
    const answered = audit.getByRole("row").filter({ hasText: "200" });
    await answered.getByRole("rowheader", { name: "Editor" }).waitFor();
    await page.getByText("1 request today").waitFor();

    await page.getByRole("button", { name: "Try", exact: true }).click();
    await page.getByText(/^answered in/).waitFor();

    await openGatewayPage(page, "Keys");
    await page.getByRole("button", { name: "More about Editor" }).click();
    await page.getByRole("menuitem", { name: /^Revoke/ }).click();
    await page.getByText("revoked", { exact: true }).waitFor();
    expect(await runCopied(command)).toMatchObject({
      error: { code: "invalid_api_key" },
    });

    await openGatewayPage(page, "Audit");
    const refused = page.getByRole("row").filter({ hasText: "401" });
    await refused.click();
    const details = page.getByRole("complementary", {
      name: "Details of the request",
    });
    await details.getByText("No model was asked.").waitFor();
    await details.getByText("127.0.0.1").waitFor();
  });

  test("the switch closes the door and opens it again", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Gateway");
    const toggle = page.getByRole("switch", { name: "Gateway on" });
    await toggle.waitFor();
    const health = async () => {
      const address = (await addressOf(page)).replace("/v1", "/health");
      return fetch(address).then(
        ({ status }) => status,
        () => "closed",
      );
    };
    expect(await health()).toBe(200);
    await toggle.click();
    await page.getByText("Off. No program can reach your models.").waitFor();
    await expect.poll(health).toBe("closed");
    await toggle.click();
    await page.getByText("this computer only").waitFor();
    expect(await health()).toBe(200);
  });

  test("a live test that is refused says so in one sentence, with what to do", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Gateway");
    await page.getByRole("button", { name: "Try", exact: true }).click();
    const example = page.getByRole("region", { name: "Examples" });
    await example.getByText("401", { exact: true }).waitFor();
    await example.getByRole("button", { name: "New key" }).click();
    await page.getByRole("dialog", { name: "New key" }).waitFor();
  });

  test("an alias's targets are dragged into another order, which lasts", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Gateway");
    await openGatewayPage(page, "Aliases");
    await page.getByRole("button", { name: "New alias" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New alias" });
    await dialog.getByLabel("Name", { exact: true }).fill("best");
    const models = ["thorough", "fast", "slow"].map(
      (name) => `demo:simulated-${name}`,
    );
    const [first = "", second = "", third = ""] = models;
    for (const model of models) await chooseModel(page, model);
    const orderIn = (place: Locator) =>
      place
        .getByRole("button", { name: /^Move demo:/ })
        .evaluateAll((all) =>
          all.map((it) =>
            it
              .getAttribute("aria-label")
              ?.replace(/^Move (.*), place \d$/, "$1"),
          ),
        );
    const drag = (place: Locator, from: string, to: string) => {
      const row = (id: string) =>
        place.getByRole("button", { name: `Move ${id}, place` });
      return row(from).dragTo(row(to));
    };
    // In the form, before it is kept, and on its card after.
    await drag(dialog, third, first);
    await expect.poll(() => orderIn(dialog)).toEqual([third, first, second]);
    await dialog.getByRole("button", { name: "Save" }).click();
    const card = page.getByRole("listitem").filter({ hasText: "best" }).first();
    await card.getByText(`now ${third}`).waitFor();
    await drag(card, third, second);
    await expect.poll(() => orderIn(card)).toEqual([first, second, third]);
    await card.getByText(`now ${first}`).waitFor();
    await page.reload();
    await goTo(page, "Gateway");
    await openGatewayPage(page, "Aliases");
    await expect.poll(() => orderIn(card)).toEqual([first, second, third]);
  });

  test("the guide tells where programs find the gateway", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app, clipboard);
    const { page } = window;
    await goTo(page, "Gateway");
    // However long a key's name, the model beside it is named, too.
    await makeKey(page, { name: "Nightly evaluation of everything we have" });
    const model = page.getByRole("button", { name: /^Model: / });
    expect((await model.boundingBox())?.width).toBeGreaterThan(100);

    await page.getByRole("button", { name: "Guide" }).click();
    const guide = page.getByRole("dialog", { name: "How programs connect" });
    const base = app.ready.gateway ?? "";
    await guide
      .getByRole("button", { name: `Copy ${base}/v1`, exact: true })
      .click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect((await fetch(`${copied}/models`)).status).toBe(401);
    await page.keyboard.press("Escape");
    await guide.waitFor({ state: "detached" });
  });

  test("an alias that is made here answers over HTTP, and its order is moved by key", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Gateway");
    const token = await makeKey(page, { name: "Script" });
    await openGatewayPage(page, "Aliases");
    await page.getByRole("button", { name: "New alias" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New alias" });
    await dialog.getByLabel("Name", { exact: true }).fill("default-code");
    for (const model of ["demo:simulated-thorough", "demo:simulated-fast"])
      await chooseModel(page, model);
    await dialog.getByRole("button", { name: "Save" }).click();

    const card = page.getByRole("listitem").filter({ hasText: "default-code" });
    await card.getByText("now demo:simulated-thorough").waitFor();
    const handle = card.getByRole("button", {
      name: "Move demo:simulated-fast, place 2",
    });
    await handle.focus();
    await page.keyboard.press("ArrowUp");
    await card.getByText("now demo:simulated-fast").waitFor();

    const ask = () => askGateway(app, token, { model: "default-code" });
    const answer = await ask();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-modeldocker-target")).toBe(
      "demo:simulated-fast",
    );

    await card.getByRole("button", { name: "More about default-code" }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await card.waitFor({ state: "detached" });
    expect((await ask()).status).toBe(404);
    await page.getByRole("button", { name: "Undo" }).click();
    await card.waitFor();
    expect((await ask()).status).toBe(200);
  });
});
