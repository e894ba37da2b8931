import { fileURLToPath } from "node:url";
import { conclude, runChecks } from "./check/all.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

conclude(await runChecks(root));
