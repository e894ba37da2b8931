import { Check, Copy } from "lucide-react";
import type { Ref } from "react";
import { Button, type ButtonProps } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";
import { useCopy } from "./markdown/use-copy.ts";
import { t } from "#renderer/messages/t.ts";

/** Copies a text and says for a moment how that went. With `iconOnly`, `label` is its tooltip. */
export function CopyButton({
  text,
  label,
  iconOnly = false,
  variant = "secondary",
  onCopied,
  ref,
}: {
  readonly text: string;
  readonly label: string;
  readonly iconOnly?: boolean;
  readonly variant?: NonNullable<ButtonProps["variant"]>;
  readonly onCopied?: () => void;
  readonly ref?: Ref<HTMLButtonElement>;
}) {
  const { state, copy } = useCopy();
  const Icon = state === "copied" ? Check : Copy;
  const said = {
    idle: label,
    copied: t("common.copied"),
    failed: t("common.copyFailed"),
  }[state];
  const onClick = () => void copy(text).then(onCopied);
  return iconOnly ? (
    <IconButton
      {...(ref && { ref })}
      label={said}
      icon={<Icon size={16} />}
      onClick={onClick}
    />
  ) : (
    <Button
      {...(ref && { ref })}
      variant={variant}
      icon={<Icon size={16} aria-hidden />}
      onClick={onClick}
    >
      <span aria-live="polite">{said}</span>
    </Button>
  );
}
