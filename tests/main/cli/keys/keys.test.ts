import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "#tests/support/temporary-store.ts";

const run = promisify(execFile);
const entry = fileURLToPath(
  new URL("../../../../src/main/cli.ts", import.meta.url),
);

async function modeldocker(dataDir: string, ...args: readonly string[]) {
  // A passphrase keeps the machine's own keyring out of the test.
  const environment = { ...process.env, MODELDOCKER_PASSPHRASE: "for tests" };
  return run(process.execPath, [entry, ...args, "--data-dir", dataDir], {
    env: environment,
  });
}

test("a key is shown once, listed without itself, and revoked", async () => {
  const dataDir = temporaryFolder();
  const limits = ["--rpm", "5", "--usd-per-month", "1.25", "--cache", "off"];
  const rules = ["--allow", "sim:*", "--deny", "cloud", "--scopes", "chat"];
  const created = await modeldocker(
    dataDir,
    "keys",
    "create",
    "--name",
    "CI",
    ...limits,
    ...rules,
  );
  expect(created.stdout).toMatch(/^mdk_[0-9a-z]{48}\n$/);

  const listed = await modeldocker(dataDir, "keys", "list", "--json");
  expect(listed.stdout).not.toContain(created.stdout.trim());
  const [key] = JSON.parse(listed.stdout) as { id: string }[];
  expect(key).toMatchObject({
    name: "CI",
    scopes: ["chat"],
    allow: ["sim:*"],
    deny: ["cloud"],
    requestsPerMinute: 5,
    usdPerMonth: 1.25,
    cacheMode: "off",
    state: "active",
  });

  await modeldocker(dataDir, "keys", "revoke", key?.id ?? "");
  const after = await modeldocker(dataDir, "keys", "list");
  expect(after.stdout).toContain("revoked");
  const { stdout } = await modeldocker(dataDir, "audit", "export");
  expect(stdout).toBe("");
}, 60_000);

test.each([
  [["keys", "create"], "--name"],
  [["keys", "create", "--name", "a", "--scopes", "root"], "root"],
  [["keys", "create", "--name", "a", "--rpm", "0"], "--rpm"],
  [["keys", "create", "--name", "a", "--cache", "some"], "--cache"],
  [["keys", "create", "--name", "a", "--expires", "2001-01-01"], "over"],
  [
    ["keys", "create", "--name", "a", "--deny", "openrouter"],
    '--deny "openrouter" matches no model: a rule is INSTANCE:MODEL with * for anything, alias:NAME, cloud, high-risk or lan. Perhaps openrouter:*, *:openrouter or alias:openrouter was meant.',
  ],
  [["keys", "create", "--name", "a", "--allow", "qwen/*"], "*:qwen/*"],
  [["keys", "create", "--name", "a", "--allow", " "], "empty"],
  [["keys", "revoke", "key_nope"], "key_nope"],
  [["audit", "export", "--since", "yesterday"], "--since"],
])("%j is refused in one sentence", async (args, words) => {
  const failed = await modeldocker(temporaryFolder(), ...args).catch(
    (error: unknown) => error as { stderr: string; code: number },
  );
  expect(failed).toMatchObject({ code: 1 });
  expect(failed.stderr).toContain(words);
  expect(failed.stderr.trim().split("\n")).toHaveLength(1);
});
