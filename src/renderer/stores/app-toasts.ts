import { Toast } from "@base-ui/react/toast";
import type {
  ToastAction,
  ToastData,
  ToastTone,
} from "#renderer/components/toast-data.ts";

/** Drawn by `components/toasts.tsx`. */
export const toastManager = Toast.createToastManager<ToastData>();

const plainMs = 4_000;
const withActionMs = 10_000;

/** A sentence at the window's edge, for what needs no answer. With an action it stays longer. */
export function showToast({
  text,
  tone = "neutral",
  action,
}: {
  readonly text: string;
  readonly tone?: ToastTone;
  readonly action?: ToastAction;
}): string {
  const id: string = toastManager.add({
    title: text,
    timeout: action === undefined ? plainMs : withActionMs,
    data: {
      tone,
      ...(action === undefined
        ? {}
        : {
            action: {
              label: action.label,
              onSelect: () => {
                toastManager.close(id);
                action.onSelect();
              },
            },
          }),
    },
  });
  return id;
}
