import { callIds } from "../call-arguments.ts";

export const ids = callIds("ollama");
