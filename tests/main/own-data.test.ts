import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { AppError } from "#shared/errors/app-error.ts";
import type { Backend, BackendOptions, RpcRouter } from "#main/compose.ts";
import { parseConfig } from "#main/domain/config/parse.ts";
import { ownData, type OwnDataOptions } from "#main/own-data.ts";
import { ask } from "#tests/support/gateway.ts";

interface Composed {
  readonly compose: (options: BackendOptions) => Promise<Backend>;
  /** Where the door stood when the data was open. */
  readonly doors: (string | undefined)[];
  disposed: number;
}

function composing(failure?: AppError): Composed {
  const composed: Composed = {
    doors: [],
    disposed: 0,
    compose: async ({ gateway }) => {
      if (failure) throw failure;
      return {
        router: {} as RpcRouter,
        notices: [],
        openGateway: async () => {
          composed.doors.push(gateway?.door.address());
        },
        dispose: async () => {
          composed.disposed += 1;
        },
      } as unknown as Backend;
    },
  };
  return composed;
}

const pageDir = mkdtempSync(join(tmpdir(), "modeldocker-page-"));
writeFileSync(join(pageDir, "index.html"), "");
afterAll(() => rmSync(pageDir, { recursive: true }));

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "modeldocker-own-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "data");
}

function options(
  dataDir: string,
  composed: Composed,
  more: Partial<OwnDataOptions> = {},
): OwnDataOptions {
  const backend = { dataDir, version: "1.0.0", environment: {} };
  return {
    backend: backend as unknown as BackendOptions,
    compose: composed.compose,
    gateway: { host: "127.0.0.1", port: 0, required: true },
    web: { port: 0, pageDir },
    ...more,
  };
}

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test("tells where it answers, in the record of the owner too, until it closes", async () => {
  const dataDir = await newFolder();
  const composed = composing();
  const owned = await ownData(options(dataDir, composed));
  const record = JSON.parse(
    await readFile(join(dataDir, "owner.json"), "utf8"),
  ) as { token: string; addresses: { web: string } };
  expect(owned.addresses.web).toBe(
    `${record.addresses.web}/#token=${record.token}`,
  );
  expect(record).toMatchObject({
    pid: process.pid,
    version: "1.0.0",
    addresses: {
      gateway: owned.addresses.gateway,
      rpc: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/rpc$/) as string,
    },
  });
  expect(composed.doors).toEqual([owned.addresses.gateway]);
  await owned.close();
  expect(composed.disposed).toBe(1);
  expect(existsSync(join(dataDir, "owner.json"))).toBe(false);
});

test("a second owner is refused before it touches port or data", async () => {
  const dataDir = await newFolder();
  const first = await ownData(options(dataDir, composing()));
  const second = ownData(options(dataDir, composing()));
  await expect(second).rejects.toMatchObject({ code: "data-dir-owned" });
  await first.close();
});

test("a port in use leaves no trace of the data directory", async () => {
  const dataDir = await newFolder();
  const port = await takenPort();
  const composed = composing();
  const owning = ownData(options(dataDir, composed, { web: { port } }));
  await expect(owning).rejects.toMatchObject({ code: "port-in-use" });
  expect(existsSync(dataDir)).toBe(false);
});

test("a window goes on without its gateway", async () => {
  const dataDir = await newFolder();
  const port = await takenPort();
  const composed = composing();
  const gateway = { host: "127.0.0.1", port, required: false };
  const owned = await ownData(options(dataDir, composed, { gateway }));
  expect(owned.addresses.gateway).toBeNull();
  expect(composed.doors).toEqual([undefined]);
  await owned.close();
});

test("data that cannot be opened frees ports and directory again", async () => {
  const dataDir = await newFolder();
  const failure = new AppError("store-corrupt", { message: "Damaged." });
  const failing = options(dataDir, composing(failure));
  await expect(ownData(failing)).rejects.toBe(failure);
  const owned = await ownData(options(dataDir, composing()));
  await owned.close();
});

test("a page that was never built is told, not served empty", async () => {
  const dataDir = await newFolder();
  const web = { port: 0, pageDir: dataDir };
  const owning = ownData(options(dataDir, composing(), { web }));
  await expect(owning).rejects.toThrow("run npm run build");
});

test("the network is not opened by an address alone", async () => {
  const dataDir = await newFolder();
  const gateway = { host: "0.0.0.0", port: 0, required: true };
  const owning = ownData(options(dataDir, composing(), { gateway }));
  await expect(owning).rejects.toMatchObject({ code: "config-invalid" });
});

test.each(["0.0.0.0", "127.0.0.1"])(
  "the address that is told of a gateway on %s is one that it answers to",
  async (host) => {
    const dataDir = await newFolder();
    const gateway = { host, port: 0, required: true };
    const opening = options(dataDir, composing(), { gateway });
    const config = parseConfig({ gateway: { allowLan: true } });
    const backend = { ...opening.backend, config };
    const owned = await ownData({ ...opening, backend });
    onTestFinished(() => owned.close());
    const told = await readFile(join(dataDir, "owner.json"), "utf8");
    const { addresses } = JSON.parse(told) as {
      addresses: { gateway: string };
    };
    expect(addresses.gateway).toBe(owned.addresses.gateway);
    const { status } = await ask(`${addresses.gateway}/health`);
    expect(status).toBe(200);
  },
);
