/**
 * What is kept of the texts that go through the gateway. `metadata`: roles, lengths and parameters;
 * `redacted`: texts without secrets and personal data; `full`: texts as they were.
 */
export const promptLoggingModes = [
  "off",
  "metadata",
  "redacted",
  "full",
] as const;
export type PromptLogging = (typeof promptLoggingModes)[number];
