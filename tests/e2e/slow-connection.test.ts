import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { ask, column, ended } from "#tests/support/compare.ts";
import { makeKey } from "#tests/support/gateway-window.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";
import {
  chooseModel,
  composer,
  describeInBrowser,
  goTo,
  questions,
  replyWith,
  send,
  settledReply,
} from "#tests/support/window.ts";

/** Each frame is late, so that whatever asks a page before it knows has an answer to be wrong with. */
const late = { frameDelay: { least: 20, most: 200 } };

describeInBrowser("over a slow connection", (open) => {
  test("a chat is sent and answered, and what is written meanwhile stays", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app, late);
    const { page } = window;
    await chooseModel(page, "sim:sim/echo");
    await send(page, "First words");
    await replyWith(page, "First words");
    await settledReply(page);
    await send(page, "Second words");
    await composer(page).fill("Second words and a third thought");
    await replyWith(page, "Second words");
    await settledReply(page);
    expect(await composer(page).inputValue()).toBe("and a third thought");
    expect(await questions(page).count()).toBe(2);
  });

  test("a comparison has the chosen models alone, and its merged answer is found again", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app, late);
    const { page } = window;
    await ask(page, ["sim:sim/echo", "sim:sim/plain"], "Words to merge");
    await column(page, "echo").getByText("Words to merge").waitFor();
    await ended(page);
    expect(await page.locator("section[data-column]").count()).toBe(2);

    const merge = page.getByRole("button", { name: "Merge answers" });
    const dialog = page.getByRole("dialog", { name: "Merge answers" });
    await merge.click();
    await dialog
      .getByRole("textbox", { name: "What it is asked" })
      .fill("Say only this sentence.");
    await dialog.getByRole("button", { name: "Merge", exact: true }).click();
    // Closed before the backend has answered.
    await dialog.getByRole("button", { name: "Close" }).click();
    await merge.click();
    await page
      .getByRole("region", { name: "Merged answer" })
      .getByText("Say only this sentence.")
      .waitFor();
  });

  test("a key is made and shown, and opens the gateway", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app, late);
    const { page } = window;
    await goTo(page, "Gateway");
    const token = await makeKey(page, { name: "Script" });
    const models = await fetch(`${app.ready.gateway}/v1/models`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(models.status).toBe(200);
  });
});
