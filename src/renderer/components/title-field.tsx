import { useRef, type KeyboardEvent } from "react";
import { t } from "#renderer/messages/t.ts";
import { useLeaving } from "./use-leaving.ts";

const longest = 200;

/** A title in place: Enter or leaving saves, Escape keeps the old one. */
export function TitleField({
  title,
  className,
  onSave,
  onClose,
}: {
  readonly title: string;
  readonly className: string | undefined;
  readonly onSave: (title: string) => void;
  readonly onClose: () => void;
}) {
  const closed = useRef(false);
  const typed = useRef<string>(undefined);

  function close(text: string | undefined): void {
    if (closed.current) return;
    closed.current = true;
    const next = text?.trim() ?? "";
    if (next !== "" && next !== title) onSave(next);
    onClose();
  }

  useLeaving(() => {
    if (typed.current !== undefined) close(typed.current);
  });

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") close(event.currentTarget.value);
    else if (event.key === "Escape") close(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <input
      className={className}
      aria-label={t("chat.list.title")}
      defaultValue={title}
      maxLength={longest}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => {
        typed.current = event.currentTarget.value;
      }}
      onBlur={(event) => close(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
