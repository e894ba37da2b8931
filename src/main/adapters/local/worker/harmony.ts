import type { CallSyntax } from "./call-syntax.ts";

/**
 * OpenAI's form of replies for gpt-oss: messages with a header each, which names the channel (`analysis`
 * is thought, `final` the answer) and whom a call goes to, before or after it.
 */
export const signs = {
  start: "<|start|>",
  channel: "<|channel|>",
  constrain: "<|constrain|>",
  message: "<|message|>",
  end: "<|end|>",
} as const;

/** Where a header may name its channel, and where that and the kind of content. */
export const channelMark = "\u0001";
export const contentMark = "\u0002";

/** What stands in the header of a call before the function's name. */
export const recipient = " to=functions.";
/** Begins a further message. */
export const furtherHead = `${signs.start}assistant`;
export const answerHead = `${signs.channel}final${signs.message}`;

/** A reply ends with its first call. */
export const harmonyCalls: CallSyntax = {
  open: channelMark + recipient,
  between: contentMark + signs.message,
  close: "",
  trigger: channelMark + recipient,
  isPlainText: false,
  inHeader: true,
};
