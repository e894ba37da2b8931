import { availableParallelism, release, totalmem } from "node:os";
import process from "node:process";

/** Facts about the machine that the program runs on. */
export interface Machine {
  readonly platform: string;
  readonly architecture: string;
  readonly systemRelease: string;
  readonly nodeVersion: string;
  readonly memoryBytes: number;
  readonly processors: number;
}

export function readMachine(): Machine {
  return {
    platform: process.platform,
    architecture: process.arch,
    systemRelease: release(),
    nodeVersion: process.versions.node,
    memoryBytes: totalmem(),
    processors: availableParallelism(),
  };
}
