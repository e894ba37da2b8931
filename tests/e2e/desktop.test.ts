import {
  access,
  mkdtemp,
  readFile,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { startStandIn } from "#tests/support/stand-in-app.ts";

const model = fileURLToPath(
  new URL("../fixtures/models/stories260K.gguf", import.meta.url),
);

async function newDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "modeldocker-desktop-"));
  onTestFinished(() =>
    rm(dataDir, { recursive: true, force: true, maxRetries: 5 }),
  );
  return dataDir;
}

test("the backend inside the window's own process answers, streams and lets go", async () => {
  const dataDir = await newDataDir();
  await using window = startStandIn({
    MODELDOCKER_DATA_DIR: dataDir,
    MODELDOCKER_DEMO: "1",
  });
  expect(await window.told("window")).toMatchObject({
    preferences: {
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
    },
  });
  const { backend } = window;
  const info = await backend.app.info();
  expect(info).toMatchObject({ dataDir, demo: true });
  expect(info.gateway.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);

  const { ref } = await backend.local.addFile({ path: model });
  const { id: conversationId } = await backend.conversations.create({});
  const events = await backend.chat.watch({ conversationId });
  await backend.chat.send({
    conversationId,
    parts: [{ type: "text", text: "Once upon a time" }],
    models: [ref],
  });
  const texts: string[] = [];
  for await (const event of events) {
    if (event.type === "reply-events") {
      for (const one of event.events) texts.push(one.type);
    }
    const settled =
      event.type === "message" && event.message.role === "assistant";
    if (settled && event.message.status === "complete") break;
  }
  expect(texts).toContain("text-delta");

  const owner = join(dataDir, "owner.json");
  await access(owner);
  window.wish("quit");
  expect(await window.told("exit")).toMatchObject({ code: 0 });
  expect(await window.ended).toBe(0);
  await expect(access(owner)).rejects.toThrow(/ENOENT/);
  const state = JSON.parse(
    await readFile(join(dataDir, "window.json"), "utf8"),
  ) as object;
  expect(state).toMatchObject({ bounds: { width: 1000, height: 700 } });
}, 60_000);

test("a window attaches to the process that owns the data", async () => {
  await using owner = await startApp({ demo: true, args: ["--no-web"] });
  await using window = startStandIn({ MODELDOCKER_DATA_DIR: owner.dataDir });
  const { dataDir, gateway } = await window.backend.app.info();
  expect(dataDir).toBe(owner.dataDir);
  expect(gateway.address).toBe(owner.ready.gateway);
});

test("an owner of another version is refused in one sentence", async () => {
  await using owner = await startApp();
  const path = join(owner.dataDir, "owner.json");
  const record = JSON.parse(await readFile(path, "utf8")) as object;
  await writeFile(path, JSON.stringify({ ...record, version: "0.0.9" }));
  await using window = startStandIn({ MODELDOCKER_DATA_DIR: owner.dataDir });
  const box = await window.told("error-box");
  expect(box["message"]).toMatch(/^ModelDocker 0\.0\.9 already runs.*\.$/);
  expect(await window.ended).toBe(1);
});

test("a corrupt store is explained, and the way back is offered", async () => {
  const dataDir = await newDataDir();
  {
    await using before = startStandIn({ MODELDOCKER_DATA_DIR: dataDir });
    await before.backend.app.info();
    before.wish("quit");
    await before.ended;
  }
  const store = join(dataDir, "modeldocker.db");
  const damaged = Buffer.alloc(8_192, "not a database");
  await writeFile(store, damaged);
  await using window = startStandIn({ MODELDOCKER_DATA_DIR: dataDir });
  const box = await window.told("message-box");
  expect(box["buttons"]).toEqual(["Restore the newest snapshot", "Quit"]);
  // There is none yet, which is told as well; the file stays as it was.
  expect((await window.told("error-box"))["message"]).toMatch(/no snapshot/);
  expect(await readFile(store)).toEqual(damaged);
});

test("only the page of ours gets a port, and only https opens outside", async () => {
  const dataDir = await newDataDir();
  await using window = startStandIn({ MODELDOCKER_DATA_DIR: dataDir });
  await window.backend.app.info();
  window.wish("port", { id: 99, kind: "rpc", url: "https://evil.example/" });
  expect(await window.told("port-closed")).toMatchObject({ id: 99 });
  window.wish("open-window", { url: "file:///etc/passwd" });
  window.wish("open-window", { url: "https://example.com/" });
  expect(await window.told("opened-window")).toMatchObject({ action: "deny" });
  expect(await window.told("opened")).toMatchObject({
    url: "https://example.com/",
  });
});

test("the desktop chooses a file and keeps the theme", async () => {
  const dataDir = await newDataDir();
  await using window = startStandIn({ MODELDOCKER_DATA_DIR: dataDir });
  const { desktop } = window;
  expect(await desktop.chooseModelFile()).toEqual({
    path: "/chosen/model.gguf",
  });
  await desktop.setTheme({ theme: "dark" });
  const state = JSON.parse(
    await readFile(join(dataDir, "window.json"), "utf8"),
  ) as object;
  expect(state).toMatchObject({ theme: "dark" });
});

test("the desktop opens the log's folder, and says where it cannot", async () => {
  const dataDir = await newDataDir();
  await using window = startStandIn({ MODELDOCKER_DATA_DIR: dataDir });
  const { desktop, backend } = window;
  const { folder } = await backend.logs.place();
  expect(folder).toBe(join(dataDir, "logs"));
  expect(await desktop.openLogFolder()).toEqual({ opened: true });
  expect(await window.told("opened-path")).toMatchObject({ path: folder });
  await rename(folder, `${folder}-gone`);
  expect(await desktop.openLogFolder()).toEqual({ opened: false });
});

test("a second start brings the window to the front", async () => {
  const dataDir = await newDataDir();
  await using window = startStandIn({ MODELDOCKER_DATA_DIR: dataDir });
  await window.backend.app.info();
  window.wish("second-instance");
  await window.told("focused");
});
