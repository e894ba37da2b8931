import { createForkLauncher } from "#main/adapters/local/fork-launcher.ts";
import { audit } from "./cli/data/audit.ts";
import { keys } from "./cli/keys/keys.ts";
import { doctor } from "./cli/doctor/doctor.ts";
import { runCommand } from "./cli/run-command.ts";
import { restore } from "./cli/restore.ts";
import { serve } from "./cli/serve.ts";
import { watchStandardOutput } from "./cli/standard-output.ts";
import { composeBackend } from "./compose.ts";

const environment = process.env;
const entryUrl = import.meta.url;
const launcher = createForkLauncher();
const compose = composeBackend;
const { written } = watchStandardOutput();

const exitCode = await runCommand(process.argv.slice(2), {
  serve: (args) => serve({ args, environment, entryUrl, launcher, compose }),
  doctor: (args) => written(doctor({ args, environment, entryUrl, launcher })),
  keys: (args) => written(keys({ args, environment, entryUrl, launcher })),
  audit: (args) => written(audit({ args, environment, entryUrl, launcher })),
  restore: (args) =>
    written(restore({ args, environment, entryUrl, launcher })),
});
// Whatever a part may have left open, the command has ended.
process.exit(exitCode);
