import { chmod, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Puts `modeldocker` beside the dependencies' commands. A `bin` field would not do: npm links no
 * command of the root package, and npx would first install the whole project into its own cache.
 */
const commands = join(import.meta.dirname, "../node_modules/.bin");
const target = "../../bin/modeldocker.js";

if (process.platform === "win32") {
  const shim = `@node "%~dp0\\..\\..\\bin\\modeldocker.js" %*\r\n`;
  await writeFile(join(commands, "modeldocker.cmd"), shim);
} else {
  const link = join(commands, "modeldocker");
  await rm(link, { force: true });
  await symlink(target, link);
  await chmod(join(import.meta.dirname, "../bin/modeldocker.js"), 0o755);
}
