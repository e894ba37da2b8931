import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, TriangleAlert, X } from "lucide-react";
import { t } from "#renderer/messages/t.ts";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";
import type { ToastData, ToastTone } from "./toast-data.ts";
import styles from "./toasts.module.css";

type ToastManager = ReturnType<typeof Toast.createToastManager<ToastData>>;

/** Where toasts appear. Once per window. `raised`: above a composer at the bottom. */
export function Toasts({
  manager,
  raised,
}: {
  readonly manager: ToastManager;
  readonly raised: boolean;
}) {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport
          className={styles.viewport}
          aria-label={t("toast.region")}
          data-raised={raised}
        >
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts } = Toast.useToastManager<ToastData>();
  return toasts.map((toast) => {
    const action = toast.data?.action;
    return (
      <Toast.Root key={toast.id} toast={toast} className={styles.toast}>
        <Toast.Content className={styles.content}>
          <ToneIcon tone={toast.data?.tone ?? "neutral"} />
          <Toast.Title className={styles.title} />
          {action !== undefined && (
            <Button size="small" onClick={action.onSelect}>
              {action.label}
            </Button>
          )}
          <Toast.Close
            render={
              <IconButton
                size="small"
                label={t("common.dismiss")}
                icon={<X size={14} />}
              />
            }
          />
        </Toast.Content>
      </Toast.Root>
    );
  });
}

function ToneIcon({ tone }: { readonly tone: ToastTone }) {
  if (tone === "neutral") return null;
  const Icon = { good: CircleCheck, warn: TriangleAlert, bad: CircleAlert }[
    tone
  ];
  return <Icon size={16} className={styles[tone]} aria-hidden />;
}
