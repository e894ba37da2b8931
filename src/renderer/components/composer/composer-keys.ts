/** The key code that browsers report while an input method composes. */
const composing = 229;

/**
 * Whether a key press sends. While Chinese, Japanese or Korean is being composed, Enter belongs to
 * the input method. Ctrl or ⌘ with Enter always sends.
 */
export function wantsToSend(
  event: Pick<
    KeyboardEvent,
    | "key"
    | "keyCode"
    | "isComposing"
    | "shiftKey"
    | "altKey"
    | "ctrlKey"
    | "metaKey"
  >,
  sendWithEnter: boolean,
): boolean {
  if (event.key !== "Enter") return false;
  if (event.isComposing || event.keyCode === composing) return false;
  if (event.shiftKey || event.altKey) return false;
  return sendWithEnter || event.ctrlKey || event.metaKey;
}
