import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { startUpstream } from "#tests/support/upstream/server.ts";
import {
  chooseModel,
  describeInBrowser,
  replies,
  send,
  settledReply,
} from "#tests/support/window.ts";

const stories = fileURLToPath(
  new URL("../fixtures/models/stories260K.gguf", import.meta.url),
);
const local = {
  id: "local",
  kind: "llamacpp",
  models: [{ id: "stories", path: stories, contextSize: 256 }],
};
const router = (baseUrl: string) => ({
  id: "sim",
  kind: "openrouter",
  name: "Simulated router",
  baseUrl,
  cloud: true,
});

describeInBrowser("when something is missing", (open) => {
  test("a budget refuses before the call, with one sentence and a way on", async () => {
    const upstream = await startUpstream();
    await using app = await startApp({
      config: {
        instances: [router(upstream.url)],
        settings: { budgetPerDayCents: 1 },
      },
    });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "sim:sim/plain");
    // About 9,000 tokens in and 4,096 out are more than a cent.
    await send(page, "word ".repeat(6_000));
    const reply = await settledReply(page);
    await reply
      .getByText("This could cost more than your budget has left.")
      .waitFor();
    await reply
      .getByRole("button", { name: "Use a local or free model" })
      .click();
    await page.getByRole("combobox", { name: "Search models" }).waitFor();
    const asked = upstream.requests.filter(({ method }) => method === "POST");
    expect(asked).toEqual([]);
    await upstream.close();
  });

  test("it starts offline, says so, answers from this computer, and notices the way back", async () => {
    const gone = await startUpstream();
    const { url } = gone;
    await gone.close();
    await using app = await startApp({
      config: { instances: [router(url), local] },
    });
    await using window = await open(app);
    const { page } = window;
    const notice = page.getByText(/^You seem to be offline/);
    await notice.waitFor();
    await chooseModel(page, "local:stories");
    await send(page, "Once upon a time");
    const reply = await settledReply(page);
    await reply.getByText("On this computer").first().waitFor();
    const back = await startUpstream({ port: Number(new URL(url).port) });
    await page.getByRole("button", { name: "Try again" }).click();
    await notice.waitFor({ state: "detached" });
    await back.close();
  });

  test("when the router goes down in the middle of a session, the local model answers and says for whom", async () => {
    const upstream = await startUpstream();
    await using app = await startApp({
      config: {
        instances: [router(upstream.url), local],
        settings: { fallbackToLocal: true },
      },
    });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "sim:sim/plain");
    await send(page, "Are you there?");
    await settledReply(page);
    await upstream.close();
    await send(page, "And now?");
    await expect.poll(() => replies(page).count()).toBe(2);
    const reply = await settledReply(page);
    await reply.getByText("in place of sim:sim/plain").waitFor();
    await reply.getByText("in place of sim:sim/plain").hover();
    await page.getByText("Simulated router cannot be reached.").waitFor();
  });
});
