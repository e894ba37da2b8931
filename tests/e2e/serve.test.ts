import {
  access,
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CallThread } from "#main/adapters/http/thread/call-thread.ts";
import { Lane } from "#main/adapters/http/thread/lane.ts";
import { findPlaces } from "#main/cli/places.ts";
import { defaultTimeouts } from "#main/domain/instances/timeouts.ts";
import { runProgram, startApp } from "#tests/support/app.ts";
import { untilThreadCommits } from "#tests/support/commit-worker.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), "modeldocker-serve-"));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

async function takenPort(): Promise<AsyncDisposable & { port: number }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

const places = findPlaces(
  new URL("../../src/main/cli.ts", import.meta.url).href,
);

test("every part that the program names was built", async () => {
  for (const path of Object.values(places)) await access(path);
});

// The program goes on without it, only slower: nothing else would tell.
test("the built thread for commits starts and commits", async () => {
  const { store } = temporaryStore(undefined, {
    commitThread: {
      workerEntry: places.commitWorker,
      minWrites: 1,
      busyCommits: 1,
    },
  });
  await untilThreadCommits(store.ledger, 1);
});

test("the built thread for calls starts and calls", async () => {
  const server = createHttpServer((request, response) =>
    response.end(request.headers["x-call"]),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const thread = new CallThread({
    workerEntry: places.callWorker,
    onDefect: (defect) => expect.fail(String(defect)),
  });
  await expect.poll(() => thread.isReady).toBe(true);
  const reply = await new Lane(thread).ask(
    {
      method: "POST",
      url: `http://127.0.0.1:${port}/`,
      headers: { "x-call": "first" },
      body: "{}",
    },
    { timeouts: defaultTimeouts(), ownAddress: undefined },
    new AbortController().signal,
  );
  expect(reply.takeText()).toBe("first");
  thread.end();
  server.close();
});

const quiet = ["--gateway-port=0", "--web-port=0"];

/** What a refusal must look like to a person: one sentence, no stack, nothing on stdout. */
function expectOneSentence(
  exit: { code: number | null; stdout: string; stderr: string },
  pattern: RegExp,
): void {
  expect(exit.stderr).toMatch(pattern);
  expect(exit.stderr.trim().split("\n")).toHaveLength(1);
  expect(exit.stderr).not.toMatch(/\n\s+at /);
  expect(exit.stdout).toBe("");
  expect(exit.code).toBe(1);
}

describe("what a script may rely on when it serves", () => {
  test("one JSON line on stdout, everything else on stderr", async () => {
    await using app = await startApp();
    expect(app.ready).toEqual({
      event: "ready",
      gateway: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      web: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=\S{16,}$/),
      dataDir: app.dataDir,
      pid: expect.any(Number),
    });
    const { stdout } = await app.stop();
    expect(stdout.trim().split("\n")).toHaveLength(1);
  });

  test("SIGTERM ends it with 0 within five seconds", async () => {
    await using app = await startApp({ demo: true });
    const start = performance.now();
    const { code } = await app.stop();
    expect(code).toBe(0);
    expect(performance.now() - start).toBeLessThan(5_000);
    await expect(stat(join(app.dataDir, "owner.json"))).rejects.toThrow(
      /ENOENT/,
    );
    const log = join(app.dataDir, "logs", "modeldocker.log");
    const lines = (await readFile(log, "utf8")).trim().split("\n");
    expect(lines.at(-1)).toContain('"message":"ModelDocker stopped."');
  });

  test("--no-web and --no-gateway leave that part out", async () => {
    await using noWeb = await startApp({ args: ["--no-web"] });
    expect(noWeb.ready.web).toBeNull();
    expect((await fetch(`${noWeb.ready.gateway}/health`)).status).toBe(200);
    await using noGateway = await startApp({ args: ["--no-gateway"] });
    expect(noGateway.ready.gateway).toBeNull();
    expect((await fetch(noGateway.web)).status).toBe(200);
  });

  test("the environment names the same options", async () => {
    await using folder = await temporaryFolder();
    const dataDir = join(folder.path, "data");
    await using app = await startApp({
      dataDir,
      env: { MODELDOCKER_NO_GATEWAY: "1" },
    });
    expect(app.ready).toMatchObject({ dataDir });
    expect(app.ready.gateway).toBeNull();
  });

  test("the gateway's health needs no key", async () => {
    await using app = await startApp();
    const reply = await fetch(`${app.ready.gateway}/health`);
    expect(reply.status).toBe(200);
    expect(reply.headers.get("x-modeldocker-request-id")).toBeTruthy();
  });

  test("the page is refused to another host name and another origin", async () => {
    await using app = await startApp();
    const { origin, host } = new URL(app.web);
    const port = host.split(":")[1];
    const http = await import("node:http");
    const statusFor = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        http
          .get(`${origin}/`, { headers }, (reply) => {
            reply.resume();
            resolve(reply.statusCode);
          })
          .on("error", reject);
      });
    expect({
      plain: await statusFor({}),
      rebound: await statusFor({ host: `evil.example:${port}` }),
      foreign: await statusFor({ origin: "http://evil.example" }),
    }).toEqual({ plain: 200, rebound: 421, foreign: 403 });
  });

  test("files of the data directory are for their owner alone", async () => {
    await using app = await startApp();
    const names = await readdir(app.dataDir);
    const open: string[] = [];
    for (const name of names) {
      const facts = await stat(join(app.dataDir, name));
      const tells = facts.isFile() && facts.size > 0;
      if (tells && (facts.mode & 0o077) !== 0) open.push(name);
    }
    expect(names).toContain("owner.json");
    expect(open).toEqual([]);
  });
});

describe("what goes wrong is one clear sentence and exit code 1", () => {
  test("a web port in use", async () => {
    await using folder = await temporaryFolder();
    await using taken = await takenPort();
    const dataDir = join(folder.path, "data");
    const exit = await runProgram([
      "serve",
      `--data-dir=${dataDir}`,
      `--web-port=${taken.port}`,
      "--gateway-port=0",
    ]);
    expectOneSentence(exit, new RegExp(`${taken.port}`));
    await expect(stat(join(dataDir, "owner.json"))).rejects.toThrow(/ENOENT/);
  });

  test("a gateway port in use", async () => {
    await using folder = await temporaryFolder();
    await using taken = await takenPort();
    const exit = await runProgram([
      "serve",
      `--data-dir=${folder.path}`,
      `--gateway-port=${taken.port}`,
      "--web-port=0",
    ]);
    expectOneSentence(exit, new RegExp(`${taken.port}`));
  });

  const configs = {
    "an unknown field": [
      { gateway: { requireKey: true, colour: "blue" } },
      /gateway\.colour|colour/,
    ],
    "an unknown field in an instance": [
      {
        instances: [
          {
            id: "a",
            kind: "openai",
            baseUrl: "http://127.0.0.1:1/v1",
            apiKey: { env: "A", colour: "blue" },
          },
        ],
      },
      /instances\[0\]\.apiKey/,
    ],
    "an unknown field beside a known one": [
      { instances: [{ id: "a", kind: "openrouter", bassUrl: "http://x" }] },
      /instances\[0\]\.bassUrl/,
    ],
    "an unknown kind": [
      { instances: [{ id: "a", kind: "telegraph" }] },
      /instances(\.|\[)0\]?\.kind/,
    ],
    "two instances of one id": [
      {
        instances: [
          { id: "a", kind: "openai", baseUrl: "http://127.0.0.1:1/v1" },
          { id: "a", kind: "openai", baseUrl: "http://127.0.0.1:2/v1" },
        ],
      },
      /"?a"?/,
    ],
  } as const;
  test.each(Object.entries(configs))(
    "a config with %s names the path",
    async (_, [config, pattern]) => {
      await using folder = await temporaryFolder();
      const file = join(folder.path, "config.json");
      await writeFile(file, JSON.stringify(config));
      const dataDir = join(folder.path, "data");
      const exit = await runProgram([
        "serve",
        `--data-dir=${dataDir}`,
        `--config=${file}`,
        ...quiet,
      ]);
      expectOneSentence(exit, pattern);
      await expect(stat(dataDir)).rejects.toThrow(/ENOENT/);
    },
  );

  test("a config that is no JSON, is missing, or is a directory names the file", async () => {
    await using folder = await temporaryFolder();
    const broken = join(folder.path, "broken.json");
    await writeFile(broken, '{"instances": [');
    for (const file of [
      broken,
      join(folder.path, "absent.json"),
      folder.path,
    ]) {
      const exit = await runProgram([
        "serve",
        `--data-dir=${join(folder.path, "data")}`,
        `--config=${file}`,
        ...quiet,
      ]);
      expectOneSentence(exit, new RegExp(file.replaceAll(/[.\\]/g, "\\$&")));
    }
  });

  test("a data directory that cannot be written", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "a-file");
    await writeFile(file, "not a directory");
    const exit = await runProgram([
      "serve",
      `--data-dir=${join(file, "data")}`,
      ...quiet,
    ]);
    expectOneSentence(exit, /a-file/);
    expect(await readFile(file, "utf8")).toBe("not a directory");
  });

  test.skipIf(process.getuid?.() === 0)(
    "a data directory without permission",
    async () => {
      await using folder = await temporaryFolder();
      const dataDir = join(folder.path, "data");
      await mkdir(dataDir);
      await chmod(dataDir, 0o500);
      const exit = await runProgram([
        "serve",
        `--data-dir=${dataDir}`,
        ...quiet,
      ]);
      expectOneSentence(exit, /data/);
    },
  );

  test("an unknown option and a bad value", async () => {
    expectOneSentence(await runProgram(["serve", "--colour"]), /--colour/);
    expectOneSentence(
      await runProgram(["serve", "--web-port=many"]),
      /--web-port/,
    );
    expectOneSentence(await runProgram(["dance"]), /dance/);
  });

  test("a second owner is told who the first is", async () => {
    await using app = await startApp();
    const exit = await runProgram([
      "serve",
      `--data-dir=${app.dataDir}`,
      ...quiet,
    ]);
    expectOneSentence(exit, new RegExp(`\\b${app.ready.pid}\\b`));
    expect((await fetch(`${app.ready.gateway}/health`)).status).toBe(200);
  });

  test("an owner that was killed does not block the next one", async () => {
    await using app = await startApp();
    await app.kill();
    const next = await app.restart();
    expect(next.ready.dataDir).toBe(app.dataDir);
  });

  test("a wrong passphrase leaves the file as it was", async () => {
    await using app = await startApp();
    await app.stop();
    const exit = await runProgram(
      ["serve", `--data-dir=${app.dataDir}`, ...quiet],
      { MODELDOCKER_PASSPHRASE: "another one" },
    );
    expect(exit.code).toBe(1);
    expect(exit.stderr).toMatch(/passphrase|key/i);
    const next = await app.restart();
    expect(next.ready.event).toBe("ready");
  });
});
