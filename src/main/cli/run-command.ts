import { AppError } from "#shared/errors/app-error.ts";
import { help } from "./help.ts";
import { version } from "./places.ts";

/** Resolves with the exit code. */
export type Command = (args: readonly string[]) => Promise<number>;

/** Runs what the first word names. A failure is one sentence on standard error and exit code 1. */
export async function runCommand(
  args: readonly string[],
  commands: Readonly<Record<string, Command>>,
): Promise<number> {
  const [name = "--help", ...rest] = args;
  const asksForHelp = rest.includes("--help") || rest.includes("-h");
  if (["help", "--help", "-h"].includes(name) || asksForHelp) {
    process.stdout.write(help);
    return 0;
  }
  if (name === "--version" || name === "-v") {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    return fail(`There is no command "${name}"; see modeldocker --help.`);
  }
  try {
    return await command(rest);
  } catch (error) {
    return fail(AppError.from(error).message);
  }
}

function fail(sentence: string): number {
  process.stderr.write(`modeldocker: ${sentence}\n`);
  return 1;
}
