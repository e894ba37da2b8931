import { createForkLauncher } from "#main/adapters/local/fork-launcher.ts";
import { runCommand } from "./cli/run-command.ts";
import { serve } from "./cli/serve.ts";
import { composeBackend } from "./compose.ts";

const exitCode = await runCommand(process.argv.slice(2), {
  serve: (args) =>
    serve({
      args,
      environment: process.env,
      entryUrl: import.meta.url,
      launcher: createForkLauncher(),
      compose: composeBackend,
    }),
});
// Whatever a part may have left open, the command has ended.
process.exit(exitCode);
