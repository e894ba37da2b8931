/**
 * What is kept of the texts that go through the gateway, a reply's thoughts and tool calls included.
 * `metadata`: roles, lengths and parameters; `redacted`: texts without secrets and personal data; `full`:
 * texts as they were. Of images only the type is kept, of several choices the first, of what is only
 * counted nothing.
 */
export const promptLoggingModes = [
  "off",
  "metadata",
  "redacted",
  "full",
] as const;
export type PromptLogging = (typeof promptLoggingModes)[number];
