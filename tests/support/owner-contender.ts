// Started as a process of its own: tries to own the folder it is given, says how it went, and stays.
import { createPrivateFiles } from "#main/adapters/data-dir/private-files.ts";
import { acquireOwner } from "#main/adapters/owner/acquire-owner.ts";

const { lock, owner } = acquireOwner({
  dataDir: process.argv[2] ?? "",
  version: "1.0.0",
  token: `token-of-${process.pid}`,
  files: createPrivateFiles(),
});
process.send?.(lock ? { won: process.pid } : { owner: owner.pid });
process.on("message", () => {
  lock?.release();
  process.disconnect();
});
