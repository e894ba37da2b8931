import type { ModelDescriptor } from "#shared/models/descriptor.ts";

export interface ModelPickerProps {
  readonly models: readonly ModelDescriptor[];
  readonly favourites: ReadonlySet<string>;
  /** Most recently used first. */
  readonly recents: readonly string[];
  /** The chosen model's id (`instance:model`), even if nobody offers it any more. */
  readonly value: string | undefined;
  /** What the button says while nothing is chosen. */
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly onChange: (ref: string) => void;
  readonly onToggleFavourite: (ref: string) => void;
  /** To open it from elsewhere: a shortcut, an error's action. */
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly shortcut?: string;
  readonly align?: "start" | "center" | "end";
}
