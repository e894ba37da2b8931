/** Structured log in the shape of pino's: facts first, then one plain sentence. Never secrets, never prompts. */
export interface Logger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** A log that can also write down what another one has put into words already. */
export interface EchoingLogger extends Logger {
  /** One line of JSON in the format of the log files; left out where its level is below the log's own. */
  readonly echo?: (line: string) => void;
}
