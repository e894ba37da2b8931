const isApple =
  typeof navigator !== "undefined" &&
  /mac|iphone|ipad/i.test(navigator.platform || navigator.userAgent);

const appleKeys: Readonly<Record<string, string>> = {
  mod: "⌘",
  alt: "⌥",
  shift: "⇧",
  enter: "↵",
  escape: "Esc",
};
const otherKeys: Readonly<Record<string, string>> = {
  mod: "Ctrl",
  alt: "Alt",
  shift: "Shift",
  enter: "↵",
  escape: "Esc",
};

/** How this system writes `mod+shift+k`. */
export function shortcutText(keys: string, apple: boolean = isApple): string {
  const names = apple ? appleKeys : otherKeys;
  const parts = keys
    .split("+")
    .map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  return parts.join(apple ? "" : " ");
}

/** True for a press of `mod+shift+k` on this system; `mod` is ⌘ on Apple's and Ctrl elsewhere. */
export function matchesShortcut(
  event: Pick<
    KeyboardEvent,
    "key" | "metaKey" | "ctrlKey" | "altKey" | "shiftKey"
  >,
  keys: string,
  apple: boolean = isApple,
): boolean {
  const parts = keys.toLowerCase().split("+");
  const key = parts.at(-1);
  const mod = apple ? event.metaKey : event.ctrlKey;
  const other = apple ? event.ctrlKey : event.metaKey;
  return (
    event.key.toLowerCase() === key &&
    mod === parts.includes("mod") &&
    !other &&
    event.altKey === parts.includes("alt") &&
    event.shiftKey === parts.includes("shift")
  );
}
