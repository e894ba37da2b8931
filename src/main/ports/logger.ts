/** Structured log in the shape of pino's: facts first, then one plain sentence. Never secrets, never prompts. */
export interface Logger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
