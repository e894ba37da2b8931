export type ToastTone = "neutral" | "good" | "warn" | "bad";

export interface ToastAction {
  readonly label: string;
  readonly onSelect: () => void;
}

/** What a toast carries besides its sentence. */
export interface ToastData {
  readonly tone: ToastTone;
  readonly action?: ToastAction;
}
